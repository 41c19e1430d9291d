import { anchoredNote, cosignedNote } from '@/lib/anchors';
import { AppError } from '@/lib/core/errors';
import { pool } from '@/lib/db';
import { type Caller, isAllowed } from '@/lib/identity';
import { getHead, waitUntilSealed } from '@/lib/ledger';
import { BUNDLE_FORMAT, type BundleHeader } from '@/lib/ledger/bundle/bundle-lines';
import { type Counted, countRows } from '@/lib/ledger/bundle/count-rows';
import { readLogKeys } from '@/lib/ledger/bundle/log-keys';
import { parseCheckpoint } from '@/lib/ledger/format/checkpoint';
import { isWhole } from '@/lib/ledger/whole-filter';
import type { ExportFormat, ExportRequest } from './contract/export';
import { type Asked, recordBreak, recordExport, recordStart, type Told } from './export-record';

export type Sign = () => Promise<{ size: number; note: string }>;

/** All that has to be known before the first byte: which rows, under which number the export itself was sealed, what proves them. */
export type PreparedExport = Told & {
  from: number;
  /** Rows below are the ones counted; the log may have grown since. */
  until: number;
  counted: Counted;
  eventId: string;
  /** The number of the export's own event, which is the last row. */
  ownSeq: number;
  contiguous: boolean;
  rows: number;
  /** Null for what cannot be verified by itself. */
  proof: { header: BundleHeader; size: bigint } | null;
};

const SEAL_PATIENCE_MS = 30_000;
const VERIFIABLE: readonly ExportFormat[] = ['xlsx', 'bundle'];

/** The command line is the machine's own operator; everybody else needs the permission. */
const mayExport = ({ actor, roles }: Caller): boolean => actor.type === 'system' || isAllowed(roles, 'audit.export');

async function sealedNumber(eventId: string): Promise<number> {
  const seq = (await waitUntilSealed([eventId], SEAL_PATIENCE_MS)).get(eventId);
  if (seq === undefined) throw new AppError('unavailable', 'The event of this export was not sealed in time');
  return seq;
}

type Named = Pick<PreparedExport, 'filter' | 'contiguous' | 'rows' | 'ownSeq'>;

async function signedHeader({ filter, contiguous, rows, ownSeq }: Named, sign: Sign): Promise<PreparedExport['proof']> {
  const { note } = await sign();
  const size = parseCheckpoint(note)?.size ?? 0n;
  if (size <= BigInt(ownSeq)) throw new AppError('unavailable', 'The log could not be signed over this export');
  const { origin, vkeys } = await readLogKeys();
  const checkpoint = await cosignedNote(pool(), origin, size, note);
  const anchored = await anchoredNote(pool(), origin, size);
  return {
    size,
    header: { format: BUNDLE_FORMAT, origin, vkeys, checkpoint, anchored, filter, contiguous, rows },
  };
}

type Options = { caller: Caller; sign: Sign; signal?: AbortSignal | undefined };

/** Counts, records, seals and signs. Whatever fails here fails before a byte went out, and is an event. */
export async function prepareExport(
  request: ExportRequest,
  { caller, sign, signal }: Options,
): Promise<PreparedExport> {
  if (!mayExport(caller)) throw new AppError('forbidden', 'Your role may not export events');
  const { filter, format } = request;
  const asked: Asked = { ...request, caller };
  const from = filter.from ?? 0;
  const stop = () => {
    if (signal?.aborted) throw new AppError('unavailable', 'The reader went away');
  };
  let parent = await recordStart(asked);
  try {
    // Only then how long the log is: where nobody else writes, no row comes between those counted and the export's own.
    await sealedNumber(parent);
    const { size } = await getHead();
    const told: Told = { ...asked, size };
    const until = Math.min(size, filter.to === undefined ? size : filter.to + 1);
    const counted = await countRows(filter, from, until, stop);
    stop();
    const eventId = await recordExport(told, counted, parent);
    parent = eventId;
    const ownSeq = await sealedNumber(eventId);
    const contiguous = isWhole(filter);
    const rows = contiguous ? ownSeq + 1 : counted.count + 1;
    const proof = VERIFIABLE.includes(format) ? await signedHeader({ filter, contiguous, rows, ownSeq }, sign) : null;
    return { ...told, from, until, counted, eventId, ownSeq, contiguous, rows, proof };
  } catch (error) {
    await recordBreak(asked, parent, 0, error);
    throw error;
  }
}
