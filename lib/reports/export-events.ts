import { createHash } from 'node:crypto';
import { PassThrough, Readable } from 'node:stream';
import { AppError } from '@/lib/core/errors';
import { toRecordTime } from '@/lib/core/time';
import { type Caller, isAllowed } from '@/lib/identity';
import { exportSlice, getHead, recordEvents, waitUntilSealed } from '@/lib/ledger';
import type { AuditFilter } from '@/lib/ledger/contract';
import { log } from '@/lib/log';
import { getSettings } from '@/lib/settings';
import { readFilter } from './read-query';
import { type AboutLine, EventWorkbook } from './workbook';

type Params = { get(name: string): unknown };
type Job = { filter: AuditFilter; size: number; caller: Caller; stream: PassThrough; now: Date };

const SEAL_PATIENCE_MS = 30_000;

const contextOf = ({ actor, source, session }: Caller, now: Date) => ({
  actor,
  source,
  session: session ?? undefined,
  now,
});

const words = (values: readonly string[]): string => (values.length > 0 ? values.join(', ') : 'any');

async function aboutLines({ filter, size, caller, now }: Job): Promise<AboutLine[]> {
  const { name } = await getSettings();
  const { origin, checkpoint } = await getHead(now);
  return [
    ['Events of', name],
    ['Ledger', origin ?? ''],
    ['Exported by', caller.actor.email ? `${caller.actor.name} (${caller.actor.email})` : caller.actor.name],
    ['Exported at (UTC)', toRecordTime(now)],
    ['Filter', `module: ${words(filter.module)}; status: ${words(filter.status)}`],
    ['Range', size > 0 ? `events 0 to ${size - 1}, and the event of this export as the last row` : 'the log was empty'],
    ['Last signed size', checkpoint ? String(checkpoint.size) : 'not signed yet'],
    [
      'Times',
      'All times are UTC. Cells show milliseconds; the hidden column “Record” holds each event whole, byte for byte, as base64url.',
    ],
    [
      'Checking',
      'Each row holds its record, its sealing time in microseconds and the hash before it (hidden columns): together they give the leaf hash that the log’s signed root covers.',
    ],
    [
      'Completeness',
      'A filtered export shows what matched. That nothing was left out, only an export without a filter can show.',
    ],
  ];
}

/** The export is an event: with what was asked, how many rows went out and a digest over them, also when it was broken off. */
async function recordExport(job: Job, count: number, sha256: string, error: unknown): Promise<string | undefined> {
  const { caller, filter, size } = job;
  const failed = error !== undefined;
  const [receipt] = await recordEvents(
    [
      {
        name: 'audit.exported',
        status: failed ? 'failure' : 'success',
        ...(failed && { reason: { code: 'broken_off', message: 'The download ended before the last row' } }),
        summary: `${caller.actor.name} exported ${count} events to Excel${failed ? ', broken off' : ''}.`,
        details: { format: 'xlsx', filter, size, count, sha256 },
      },
    ],
    contextOf(caller, new Date()),
  );
  return receipt?.eventId;
}

async function writeWorkbook(job: Job, signal: AbortSignal): Promise<void> {
  const workbook = new EventWorkbook(job.stream);
  const leaves = createHash('sha256');
  let count = 0;
  let problem: unknown;
  try {
    workbook.about(await aboutLines(job));
    for (let cursor = -1; cursor < job.size - 1; ) {
      const { rows, upTo } = await exportSlice(job.filter, cursor, job.size);
      for (const row of rows) {
        if (signal.aborted || job.stream.destroyed) throw new AppError('unavailable', 'The reader went away');
        leaves.update(row.leaf_hash);
        count += 1;
        await workbook.add(row);
      }
      cursor = upTo;
    }
  } catch (error) {
    problem = error;
  }
  const eventId = await recordExport(job, count, leaves.digest('hex'), problem);
  if (problem !== undefined) throw problem;
  const seq = eventId && (await waitUntilSealed([eventId], SEAL_PATIENCE_MS)).get(eventId);
  // The last row is this very export; without it the file would claim more than it shows.
  if (typeof seq !== 'number') throw new AppError('unavailable', 'The event of this export was not sealed in time');
  for (const row of (await exportSlice({ module: [], status: [] }, seq - 1, seq + 1)).rows) await workbook.add(row);
  await workbook.finish();
}

/** Exactly what is filtered, up to the log's size at this moment, as a stream: the first bytes leave before the last row is read. */
export async function exportEvents(params: Params, caller: Caller, signal: AbortSignal): Promise<Response> {
  if (!isAllowed(caller.roles, 'audit.export')) throw new AppError('forbidden', 'Your role may not export events');
  const now = new Date();
  const job: Job = {
    filter: readFilter(params),
    size: (await getHead(now)).size,
    caller,
    stream: new PassThrough({ highWaterMark: 256 * 1024 }),
    now,
  };
  // Before the first byte: what goes out is never without an event, whatever becomes of this process.
  await recordEvents(
    [
      {
        name: 'audit.export_started',
        summary: `${caller.actor.name} began to export events to Excel.`,
        details: { format: 'xlsx', filter: job.filter, size: job.size },
      },
    ],
    contextOf(caller, now),
  );
  job.stream.on('error', () => undefined);
  writeWorkbook(job, signal).catch((error: unknown) => {
    log().warn({ reason: error instanceof Error ? error.message : String(error) }, 'an export was broken off');
    job.stream.destroy(new Error('broken off'));
  });
  const name = `chainward-events-${now.toISOString().slice(0, 19).replaceAll(':', '')}Z.xlsx`;
  return new Response(Readable.toWeb(job.stream) as ReadableStream<Uint8Array>, {
    headers: {
      'content-type': 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
      'content-disposition': `attachment; filename="${name}"`,
      'cache-control': 'no-store, no-transform',
    },
  });
}
