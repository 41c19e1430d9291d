import { createWriteStream, existsSync, openSync, renameSync, rmSync } from 'node:fs';
import { userInfo } from 'node:os';
import { Writable } from 'node:stream';
import { AppError } from '@/lib/core/errors';
import { attachDatabase, closeDatabase } from '@/lib/db';
import { env } from '@/lib/env';
import { machine } from '@/lib/identity';
import { askKeeper } from '@/lib/keeper/client';
import { becomeWriter } from '@/lib/keeper/client-writer';
import { closeFeed } from '@/lib/ledger';
import { exportTo, readExport } from '@/lib/reports';
import { dataFolderOf, type RunFile, readRunFile } from './data-folder';
import { DATA_OPTION, JSON_OPTION, textValue, UsageError, type Values, type Verb } from './verb';

const NOT_RUNNING =
  'No Chainward runs with this data folder. An export is an event itself, sealed and signed by the running keeper: start it first';

type Target = { stream: Writable; keep(): void; discard(): void };

/** Not the stream itself: that belongs to the process and cannot be ended. */
function standardOutput(): Writable {
  process.stdout.on('error', () => undefined);
  return new Writable({ write: (chunk: Buffer, _encoding, done) => void process.stdout.write(chunk, done) });
}

/** Under another name until it is whole: what broke off half way is never taken for an export. */
function openTarget(out: string): Target {
  if (out === '-') return { stream: standardOutput(), keep: () => undefined, discard: () => undefined };
  const part = `${out}.part`;
  const taken = [out, part].find((file) => existsSync(file));
  if (taken) throw new AppError('conflict', `${taken} is there already; name another file, or remove it`);
  try {
    const stream = createWriteStream(part, { fd: openSync(part, 'wx', 0o600) });
    return { stream, keep: () => renameSync(part, out), discard: () => rmSync(part, { force: true }) };
  } catch (cause) {
    throw new AppError('invalid_input', `${out} cannot be written: ${codeOf(cause)}`, {}, { cause });
  }
}

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : String(error);

const operator = () => machine('system', `local operator ${userInfo().username}`);

async function exportFrom({ urls, runFolder }: RunFile, values: Values, out: string) {
  const request = readExport({ get: (name: string) => textValue(values, name) ?? null });
  attachDatabase(urls.app);
  becomeWriter('cli', runFolder);
  const target = openTarget(out);
  let failure: unknown;
  target.stream.on('error', (error) => {
    failure = error;
  });
  const gone = new AbortController();
  const stop = () => gone.abort();
  process.once('SIGINT', stop).once('SIGTERM', stop);
  try {
    const prepared = await exportTo(target.stream, request, {
      caller: operator(),
      sign: () => askKeeper('ledger.checkpoint', {}, runFolder),
      signal: gone.signal,
    });
    target.keep();
    return prepared;
  } catch (error) {
    target.discard();
    if (failure !== undefined) throw new AppError('unavailable', `${out} could not be written: ${codeOf(failure)}`);
    throw error;
  } finally {
    process.off('SIGINT', stop).off('SIGTERM', stop);
    await closeFeed();
    await closeDatabase();
  }
}

export const ledgerExport: Verb = {
  help: 'Works while the installation runs, on its machine. Verify a bundle or an Excel file with verifier/chainward-verify.mjs.',
  options: {
    data: DATA_OPTION,
    format: {
      type: 'string',
      value: 'FORMAT',
      help: 'bundle (default), xlsx, ndjson or csv; the first two can be verified',
    },
    from: { type: 'string', value: 'N', help: 'the first event, by its number' },
    to: { type: 'string', value: 'N', help: 'the last event, included' },
    module: { type: 'string', value: 'LIST', help: 'only these modules, with commas between them' },
    status: { type: 'string', value: 'LIST', help: 'only these: success, failure, denied, warning' },
    out: { type: 'string', value: 'FILE', help: 'where to; - is standard output' },
    json: JSON_OPTION,
  },
  run: async (values) => {
    const out = textValue(values, 'out');
    if (!out) throw new UsageError('--out names the file to write, or - for standard output');
    const running = readRunFile(dataFolderOf(textValue(values, 'data') ?? env().CHAINWARD_DATA));
    if (!running) throw new AppError('not_found', NOT_RUNNING);
    const { rows, ownSeq, format, contiguous } = await exportFrom(running, { format: 'bundle', ...values }, out);
    const told = values.json
      ? JSON.stringify({ format, rows, contiguous, event: ownSeq, out })
      : `${rows.toLocaleString('en-US')} events written; this export is event ${ownSeq.toLocaleString('en-US')}`;
    // Beside what goes to standard output.
    (out === '-' ? process.stderr : process.stdout).write(`${told}\n`);
    return 0;
  },
};
