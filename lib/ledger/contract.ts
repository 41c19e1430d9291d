import { z } from 'zod';
import { MODULES } from './catalogue';
import { type ActorRecord, type Envelope, type Severity, STATUSES, type Status, type TargetRecord } from './envelope';

export { MODULES } from './catalogue';
export type { Envelope, Severity, Status } from './envelope';

export const PAGE_SIZE = 50;

/** Empty means "any". */
export const AuditFilter = z.strictObject({
  module: z.array(z.enum(MODULES as [string, ...string[]])).default([]),
  status: z.array(z.enum(STATUSES)).default([]),
});
export type AuditFilter = z.infer<typeof AuditFilter>;

/** One row of the log as lists show it. `seq` is the log's own number and the only cursor. */
export type AuditRow = {
  seq: number;
  eventId: string;
  occurredAt: string;
  sealedAt: string;
  module: string;
  activity: string;
  status: Status;
  severity: Severity;
  summary: string;
  actor: Pick<ActorRecord, 'type' | 'id' | 'name'>;
  target: TargetRecord | null;
  ip: string | null;
};

/** `next` is the `before` of the following page; null at the log's beginning. `searchedTo` is the lowest number looked at. */
export type AuditPage = { rows: AuditRow[]; next: number | null; searchedTo: number; head: number };

export type AuditDetail = {
  row: AuditRow;
  envelope: Envelope;
  /** The canonical bytes as stored, verbatim. */
  record: string;
  digest: string;
  prev: string;
  leafHash: string;
  /** The oldest signed checkpoint that covers this row; null until one is signed. */
  checkpoint: { size: number; root: string; signedAt: string } | null;
};

export type LedgerHead = {
  size: number;
  origin: string | null;
  sealedAt: string | null;
  checkpoint: { size: number; signedAt: string } | null;
  /** Events accepted but not sealed yet, and how long the oldest has waited. */
  waiting: { count: number; oldestMs: number };
};

export const AuditQuery = AuditFilter.extend({
  before: z.coerce.number().int().min(0).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(PAGE_SIZE),
});
export type AuditQuery = z.infer<typeof AuditQuery>;

const list = (value: string | null | undefined): string[] => (value ? value.split(',').filter(Boolean) : []);

/** What the URL asked for, with every part that is not understood named and ignored, so that a broken link is never a silent "everything". */
export function readAuditFilter(read: (name: string) => string | null | undefined): {
  filter: AuditFilter;
  problems: string[];
} {
  const problems: string[] = [];
  const pick = <T extends string>(name: string, allowed: readonly T[]): T[] =>
    list(read(name)).filter((value): value is T => {
      const known = (allowed as readonly string[]).includes(value);
      if (!known) problems.push(`“${value.slice(0, 40)}” is not a ${name}`);
      return known;
    });
  return { filter: { module: pick('module', MODULES), status: pick('status', STATUSES) }, problems };
}
