import type { AuditFilter } from '../contract';
import type { Envelope } from '../envelope';

type Matchers = { [K in keyof AuditFilter]: (wanted: AuditFilter[K], envelope: Envelope) => boolean };

/** One entry for each part of a filter: a part that SQL knows and this does not is one that does not compile. */
const MATCHERS: Matchers = {
  module: (wanted, { module }) => wanted.length === 0 || wanted.includes(module),
  status: (wanted, { status }) => wanted.length === 0 || wanted.includes(status),
};

const PARTS = Object.keys(MATCHERS) as (keyof AuditFilter)[];

const matches = <K extends keyof AuditFilter>(part: K, filter: AuditFilter, envelope: Envelope): boolean =>
  MATCHERS[part](filter[part], envelope);

/** The same as `filterSql`, for a row that is here already; a test holds the two against each other. */
export const matchesFilter = (filter: AuditFilter, envelope: Envelope): boolean =>
  PARTS.every((part) => matches(part, filter, envelope));
