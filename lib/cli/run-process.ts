import { chmodSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import path from 'node:path';
import { isAppError } from '@/lib/core/errors';
import { env } from '@/lib/env';
import { createLogger, type Logger } from '@/lib/log';
import { metricsRegister, nameMetrics } from '@/lib/metrics';

export type Running = { stop(): Promise<void> };
/** The signal tells who is still starting that it need not any more. */
type Starter = (log: Logger, fail: (reason: string) => void, signal: AbortSignal) => Promise<Running>;

function serveMetrics(name: string): void {
  const folder = env().CHAINWARD_RUN;
  nameMetrics(name);
  if (!folder) return;
  const socket = path.join(folder, `metrics-${name}.sock`);
  rmSync(socket, { force: true });
  const server = createServer((_request, response) => {
    void metricsRegister.getMetricsAsJSON().then((metrics) => response.end(JSON.stringify(metrics)));
  });
  server.on('error', () => undefined);
  server.listen(socket, () => chmodSync(socket, 0o600));
  server.unref();
}

/** Standard input is the lifeline: when the supervisor is gone, however it went, it ends, and so does this process. */
function onOrphaned(stop: () => void): void {
  if (!env().CHAINWARD_SUPERVISED) return;
  process.stdin.on('end', stop);
  process.stdin.on('error', stop);
  process.stdin.resume();
}

/** What every long-lived process has in common: its name in logs and metrics, one orderly way to stop, and no life without its parent. */
export async function runProcess(name: string, start: Starter): Promise<number> {
  const log = createLogger(name);
  return new Promise((resolve) => {
    let running: Running | undefined;
    let ending = false;
    const starting = new AbortController();
    const finish = (code: number) => {
      log.flush();
      resolve(code);
      // Sockets that others keep open do not keep the process.
      setTimeout(() => process.exit(code), 200).unref();
    };
    const stop = (code: number) => {
      if (ending) return;
      ending = true;
      starting.abort();
      setTimeout(() => process.exit(1), 10_000).unref();
      Promise.resolve(running?.stop()).then(
        () => finish(code),
        (error: unknown) => {
          log.error({ reason: String(error) }, 'did not stop in order');
          finish(1);
        },
      );
    };
    const fail = (reason: string) => {
      if (ending) return;
      log.error({ reason }, 'cannot go on');
      stop(1);
    };
    process.on('SIGTERM', () => stop(0));
    process.on('SIGINT', () => stop(0));
    process.on('unhandledRejection', (error) =>
      fail(error instanceof Error ? (error.stack ?? error.message) : String(error)),
    );
    process.on('uncaughtException', (error) => fail(error.stack ?? error.message));
    onOrphaned(() => stop(0));
    serveMetrics(name);
    start(log, fail, starting.signal).then(
      (started) => {
        running = started;
        if (ending) void started.stop().finally(() => finish(0));
        else log.info('ready');
      },
      (error: unknown) => {
        if (ending) return;
        log.error(
          isAppError(error) ? error.message : error instanceof Error ? (error.stack ?? error.message) : String(error),
        );
        ending = true;
        finish(1);
      },
    );
  });
}
