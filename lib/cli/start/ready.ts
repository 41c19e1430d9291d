import { request } from 'node:http';
import { createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { AppError } from '@/lib/core/errors';

/** Tries until it works or the signal says that it never will. */
export async function until<T>(attempt: () => Promise<T | null>, signal: AbortSignal, withinMs = 60_000): Promise<T> {
  const deadline = Date.now() + withinMs;
  for (;;) {
    signal.throwIfAborted();
    const value = await attempt().catch(() => null);
    if (value !== null) return value;
    if (Date.now() > deadline)
      throw new AppError('unavailable', 'The processes did not become ready in time; see the lines above');
    // Cut short by the signal; the next turn tells its reason.
    await delay(50, undefined, { signal }).catch(() => undefined);
  }
}

/** A port that nobody uses, on loopback, and that is not promised to somebody already. */
export async function freePort(promised?: number): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (!address || typeof address === 'string') throw new AppError('internal', 'There is no free port');
  return address.port === promised ? freePort(promised) : address.port;
}

/** Says early, and in a sentence, what would otherwise be a trace from deep inside. */
export async function checkPort(host: string, port: number, flag: string): Promise<void> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const why =
        error.code === 'EADDRINUSE'
          ? 'is in use'
          : error.code === 'EACCES'
            ? 'may not be opened by this user'
            : `cannot be opened (${error.code})`;
      reject(new AppError('conflict', `Port ${port} on ${host} ${why}. Choose another one with ${flag}`));
    });
    server.listen(port, host, resolve);
  });
  await new Promise((resolve) => server.close(resolve));
}

export const webAnswers = (port: number, secret: string): Promise<true | null> =>
  new Promise((resolve) => {
    const asking = request(
      { host: '127.0.0.1', port, path: '/readyz', headers: { 'x-chainward-front': secret }, timeout: 2_000 },
      (response) => {
        response.resume();
        // It answers: what is not ready (a signer that refuses a restored backup) is for people to see, not a reason to give up.
        resolve(response.statusCode === 200 || response.statusCode === 503 ? true : null);
      },
    );
    asking.on('error', () => resolve(null));
    asking.on('timeout', () => asking.destroy());
    asking.end();
  });
