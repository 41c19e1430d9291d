import { createHash } from 'node:crypto';
import { AppError } from '@/lib/core/errors';
import type { Output } from '@/lib/core/output';
import { pool } from '@/lib/db';
import { exportSlice } from '@/lib/ledger';
import { proofNodes } from '@/lib/ledger/bundle/proof-nodes';
import { RowSet } from '@/lib/ledger/bundle/row-set';
import { parseCheckpoint } from '@/lib/ledger/format/checkpoint';
import { getSettings } from '@/lib/settings';
import { aboutLines } from './about-lines';
import type { ExportFilter } from './contract/export';
import { recordBreak } from './export-record';
import { type ExportSink, sinkFor } from './export-sink';
import type { PreparedExport } from './prepare-export';

const EVERYTHING: ExportFilter = { module: [], status: [] };

type Progress = { sent: number };

/** The rows in order: what was counted, of a whole log also what came in between, and last the export itself. */
async function writeRows(prepared: PreparedExport, sink: ExportSink, progress: Progress): Promise<RowSet> {
  const { filter, from, until, ownSeq, contiguous, counted } = prepared;
  const leaves = createHash('sha256');
  const rows = new RowSet();
  let count = 0;
  const pass = async (which: ExportFilter, begin: number, end: number) => {
    for (let cursor = begin - 1; cursor < end - 1; ) {
      const slice = await exportSlice(which, cursor, end);
      for (const row of slice.rows) {
        const seq = Number(row.seq);
        if (seq < until) {
          leaves.update(row.leaf_hash);
          count += 1;
        }
        rows.add(seq);
        const busy = sink.row(row);
        if (busy) await busy;
        progress.sent += 1;
      }
      cursor = slice.upTo;
    }
  };
  await pass(filter, from, until);
  if (count !== counted.count || leaves.digest('hex') !== counted.sha256)
    throw new AppError('conflict', 'The log says something else than a moment ago: verify the ledger');
  await pass(EVERYTHING, contiguous ? until : ownSeq, ownSeq + 1);
  if (progress.sent !== prepared.rows)
    throw new AppError('conflict', 'Events are missing from the log: verify the ledger');
  return rows;
}

/** Writes what was prepared. A reader who goes away, or a log that no longer says the same, is an event of its own. */
export async function writeExport(
  prepared: PreparedExport,
  output: Output,
  { now = new Date(), rowsASheet }: { now?: Date; rowsASheet?: number } = {},
): Promise<void> {
  const progress: Progress = { sent: 0 };
  try {
    const { header = null, size = 0n } = prepared.proof ?? {};
    const { name } = await getSettings();
    const about = aboutLines(prepared, name, now);
    const sink = sinkFor(prepared.format, output, { header, about, now, rowsASheet });
    await sink.begin();
    const rows = await writeRows(prepared, sink, progress);
    if (header) {
      await sink.beginProof();
      const anchored = header.anchored === null ? undefined : parseCheckpoint(header.anchored)?.size;
      for await (const nodes of proofNodes(pool(), size, rows, anchored)) await sink.nodes(nodes);
    }
    await sink.end();
  } catch (error) {
    await recordBreak(prepared, prepared.eventId, progress.sent, error);
    throw error;
  }
}
