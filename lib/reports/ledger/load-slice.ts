import { AppError } from '@/lib/core/errors';
import { pool } from '@/lib/db';
import { readDrillRows } from '@/lib/ledger/drill/read-rows';
import type { DrillCheckpoint, DrillOutside, DrillSlice } from '@/lib/ledger/drill/slice';
import { ZERO_HASH } from '@/lib/ledger/format/entry';
import { isSignedBy, parseVerifierKey } from '@/lib/ledger/format/note';
import { nodesOf } from '@/lib/ledger/format/proof';
import { TreeReader } from '@/lib/ledger/tree/tree-reader';
import type { LedgerKey } from '../contract/ledger';
import { readSigningKeys } from './read-figures';

const MOST_ROWS = 300;
/** With fewer there is neither a middle to damage nor a neighbour to swap with. */
const LEAST_ROWS = 3;

type Signed = { size: string; root: Buffer; note: string };

/** A key speaks for the log from the checkpoint that handed over to it until the one that hands it on; both keys sign those. */
const isGenuine = (keys: readonly LedgerKey[], { size, note }: Signed): boolean => {
  const rising = [...keys].sort(
    (a, b) => (a.until ?? Number.POSITIVE_INFINITY) - (b.until ?? Number.POSITIVE_INFINITY),
  );
  return rising.some(({ vkey, until }, at) => {
    const from = (rising[at - 1]?.until ?? -1) + 1;
    const key = parseVerifierKey(vkey);
    return (
      Number(size) >= from && (until === null || Number(size) <= until + 1) && key !== null && isSignedBy(note, key)
    );
  });
};

/** The newest events under a signature, as a copy in memory, and what is needed to take them for the end of a longer log. */
export async function loadSlice(): Promise<{ slice: DrillSlice; outside: DrillOutside }> {
  const db = pool();
  const signed = await db.query<Signed>(
    `SELECT c.size, c.root, c.note FROM ledger_checkpoint c JOIN ledger_head h ON h.origin = c.origin
     WHERE c.size <= h.size AND c.size > (SELECT max(size) FROM ledger_checkpoint WHERE origin = h.origin) - ${MOST_ROWS}
     ORDER BY c.size DESC LIMIT ${MOST_ROWS}`,
  );
  const newest = signed.rows[0];
  const size = Number(newest?.size ?? 0);
  if (!newest || size < LEAST_ROWS)
    throw new AppError('conflict', 'The log is too young for a drill: it needs three events under a signature');
  const start = Math.max(0, size - MOST_ROWS);
  const before = start > 0 ? (await readDrillRows(db, start - 1, start))[0] : undefined;
  const nodes = start > 0 ? await new TreeReader(db, BigInt(size)).read(nodesOf({ lo: 0n, hi: BigInt(start) })) : [];
  const rows = await readDrillRows(db, start, size);
  const last = rows.at(-1);
  if (rows.length !== size - start || !last || (start > 0 && !before))
    throw new AppError('conflict', 'Events are missing from the end of the log: verify it');
  const keys = await readSigningKeys();
  const checkpoints = signed.rows
    .filter((row) => Number(row.size) > start)
    .map((row): DrillCheckpoint => ({ size: Number(row.size), root: row.root, genuine: isGenuine(keys, row) }));
  return {
    slice: { rows, head: { size, hash: last.leaf }, checkpoints },
    outside: {
      start: { size: start, nodes, last: before?.leaf ?? ZERO_HASH, sealedMicros: before?.sealedMicros ?? 0n },
      // As if the newest of them were kept where this machine cannot reach it: that is what an anchor is.
      anchored: [{ size, root: newest.root }],
      receipts: [],
    },
  };
}
