import { rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { isAppError } from '@/lib/core/errors';
import { mapDatabaseError } from '@/lib/db';
import { log } from '@/lib/log';
import { type Answer, MAX_LINE, METHODS, type Method, type Params, Request } from './contract';

export type Handlers = { [M in Method]: (params: Params<M>) => Promise<Answer<M>> };

/** The parser's own words repeat what it was given, which may be a secret on its way to be sealed. */
function parseLine(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    throw new Error('not JSON');
  }
}

function read(handlers: Handlers, line: string): () => Promise<unknown> {
  const { method, params } = Request.parse(parseLine(line));
  const parsed = METHODS[method].params.parse(params);
  // The parameters were parsed by this very method's schema.
  const handle = handlers[method] as (given: typeof parsed) => Promise<unknown>;
  return () => handle(parsed);
}

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : 'unknown');

async function answer(handlers: Handlers, line: string): Promise<unknown> {
  let act: () => Promise<unknown>;
  try {
    act = read(handlers, line);
  } catch (error) {
    log().warn({ reason: reasonOf(error) }, 'refused a request to the keeper');
    return { ok: false, code: 'invalid_input', message: 'The keeper did not understand the request' };
  }
  try {
    return { ok: true, result: await act() };
  } catch (thrown) {
    const error = mapDatabaseError(thrown);
    if (isAppError(error)) return { ok: false, code: error.code, message: error.message };
    log().error({ reason: reasonOf(error) }, 'a request to the keeper failed');
    return { ok: false, code: 'internal', message: 'Something went wrong in the keeper' };
  }
}

function serve(handlers: Handlers, socket: Socket): void {
  let pending = '';
  socket.setEncoding('utf8');
  socket.setTimeout(30_000, () => socket.destroy());
  socket.on('error', () => socket.destroy());
  socket.on('data', (chunk: string) => {
    pending += chunk;
    const end = pending.indexOf('\n');
    if (end >= 0) {
      void answer(handlers, pending.slice(0, end)).then((response) => socket.end(`${JSON.stringify(response)}\n`));
      pending = '';
      socket.removeAllListeners('data');
    } else if (pending.length > MAX_LINE) {
      socket.destroy();
    }
  });
}

/** Listens on a Unix socket that only this user may open. A leftover of a killed keeper is replaced: the lock says who is alive. */
export async function startKeeperServer(path: string, handlers: Handlers): Promise<Server> {
  rmSync(path, { force: true });
  const server = createServer((socket) => serve(handlers, socket));
  // From its first moment: a socket that is narrowed after it listens was open in between.
  const mask = process.umask(0o177);
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(path, resolve);
    });
  } finally {
    process.umask(mask);
  }
  return server;
}
