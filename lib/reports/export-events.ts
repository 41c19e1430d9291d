import { PassThrough, Readable, type Writable } from 'node:stream';
import { Output } from '@/lib/core/output';
import type { Caller } from '@/lib/identity';
import { askKeeper } from '@/lib/keeper/client';
import { log } from '@/lib/log';
import type { ExportFormat, ExportRequest } from './contract/export';
import { type PreparedExport, prepareExport, type Sign } from './prepare-export';
import { readExport } from './read-export';
import { writeExport } from './write-export';

type Params = { get(name: string): unknown };

const TYPES: Record<ExportFormat, string> = {
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  bundle: 'application/x-ndjson; charset=utf-8',
  csv: 'text/csv; charset=utf-8; header=present',
  ndjson: 'application/x-ndjson; charset=utf-8',
};
const ENDINGS: Record<ExportFormat, string> = { xlsx: 'xlsx', bundle: 'bundle.ndjson', csv: 'csv', ndjson: 'ndjson' };

const signedNow: Sign = () => askKeeper('ledger.checkpoint', {});

type Options = { caller: Caller; sign: Sign; signal?: AbortSignal };

/** Exactly what was asked for, into a file or a pipe; done when the last byte has left. */
export async function exportTo(stream: Writable, request: ExportRequest, options: Options): Promise<PreparedExport> {
  const prepared = await prepareExport(request, options);
  await writeExport(prepared, new Output(stream, options.signal));
  return prepared;
}

/** The same as a download. What can be refused is refused before it begins; what breaks off later breaks off the download. */
export async function exportEvents(params: Params, caller: Caller, signal: AbortSignal): Promise<Response> {
  const request = readExport(params);
  const prepared = await prepareExport(request, { caller, sign: signedNow, signal });
  const stream = new PassThrough({ highWaterMark: 256 * 1024 });
  stream.on('error', () => undefined);
  const now = new Date();
  writeExport(prepared, new Output(stream, signal), { now }).catch((error: unknown) => {
    log().warn({ reason: error instanceof Error ? error.message : String(error) }, 'an export was broken off');
    stream.destroy(new Error('broken off'));
  });
  const name = `chainward-events-${now.toISOString().slice(0, 19).replaceAll(':', '')}Z.${ENDINGS[request.format]}`;
  return new Response(Readable.toWeb(stream) as ReadableStream<Uint8Array>, {
    headers: {
      'content-type': TYPES[request.format],
      'content-disposition': `attachment; filename="${name}"`,
      'cache-control': 'no-store, no-transform',
    },
  });
}
