import { canonicalize } from '@/lib/core/canonical-json';
import type { Envelope } from '../envelope';
import { isWhole } from '../whole-filter';
import { toHex } from './bytes';
import type { Row } from './check-rows';
import { type Header, isCount } from './header';
import { parseVerifierKey, type VerifierKey } from './note';
import type { Platform } from './platform';
import type { ExportEvent, Findings } from './report';
import type { Leaves } from './tree-fold';

const detailsOf = ({ details }: Envelope): Record<string, unknown> =>
  details && typeof details === 'object' ? (details as Record<string, unknown>) : {};

const same = (a: unknown, b: unknown): boolean => {
  try {
    return canonicalize(a) === canonicalize(b);
  } catch {
    return false;
  }
};

type Seen = {
  rows: number;
  /** Null when the rows are not in order, which is a finding already. */
  leaves: Leaves | null;
  hasher: Platform['hasher'];
};

/**
 * It counted, and hashed the leaves of, what matched below `size`. What was sealed between that moment and the export itself only an
 * export of everything has, and there the tree shows that none of it is missing.
 */
function checkCount(
  seq: number,
  details: Record<string, unknown>,
  header: Header,
  seen: Seen,
  findings: Findings,
): void {
  const { leaves, hasher } = seen;
  if (!leaves) return;
  const { count, sha256, size } = details;
  const until = isCount(size) ? size : seq;
  const hash = hasher();
  let counted = 0;
  for (; counted < leaves.count - 1 && leaves.seq(counted) < until; counted += 1) hash.update(leaves.hash(counted));
  const later = leaves.count - 1 - counted;
  const others = header.contiguous ? counted : counted + later;
  if (count !== others) {
    const change = typeof count === 'number' && count > others ? 'removed' : 'added';
    findings.add(seq, 'export', `it counted ${String(count)} other rows, here are ${others}: rows were ${change}`);
  } else if (sha256 !== toHex(hash.digest())) {
    findings.add(seq, 'export', 'its digest over the other rows is another: a row was changed or replaced');
  }
}

/** The last row is the export's own event, which knows what went out. */
export function checkExportEvent(last: Row | null, header: Header, seen: Seen, findings: Findings): ExportEvent | null {
  const envelope = last?.envelope;
  if (!last || !envelope || envelope.module !== 'audit' || envelope.activity !== 'exported') {
    const detail = 'the last row is not the event of this export: it was removed, or rows after it added';
    findings.add(last?.seq ?? null, 'export', detail);
    return null;
  }
  const { seq } = last;
  const details = detailsOf(envelope);
  if (envelope.status !== 'success') findings.add(seq, 'export', 'it says that the export failed');
  if (header.rows !== seen.rows)
    findings.add(null, 'export', `the header counts ${header.rows} rows, here are ${seen.rows}`);
  checkCount(seq, details, header, seen, findings);
  if (!same(details.filter, header.filter)) findings.add(seq, 'export', 'it names another filter than the header');
  // Rows that came after the counting are in it only then, and only then are they missed.
  if (header.contiguous !== isWhole(header.filter))
    findings.add(
      seq,
      'export',
      `it is ${header.contiguous ? '' : 'not '}said to be whole, and its filter says otherwise`,
    );
  const { name = '' } = envelope.actor ?? {};
  return {
    seq,
    by: String(name),
    at: envelope.occurredAt,
    count: isCount(details.count) ? details.count : seen.rows - 1,
  };
}

/** The key that a row says was replaced. */
export function replacedKey({ envelope }: Row): VerifierKey | null {
  const isChange = envelope?.module === 'audit' && envelope.activity === 'key_rotated';
  return isChange ? parseVerifierKey(String(detailsOf(envelope).oldVkey)) : null;
}

/** Event 0 names the log; and says whether it is a demonstration. */
export function checkFirstEvent({ seq, envelope }: Row, header: Header, findings: Findings): { demo: boolean } {
  if (seq !== 0 || !envelope) return { demo: false };
  const { origin, demo } = detailsOf(envelope);
  if (envelope.module !== 'system' || envelope.activity !== 'ledger_started' || origin !== header.origin)
    findings.add(0, 'origin', `it names ${String(origin)}`);
  return { demo: demo === true };
}
