import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';
import { childEnvironment } from '@/lib/env';
import { projectRoot } from '@/lib/paths';

export type Ended = { code: number | null; signal: NodeJS.Signals | null; out: string; err: string };
export type Started = { child: ChildProcess; ended: Promise<Ended>; said: () => string };
export type BuiltCommand = {
  start(args: string[], variables?: Record<string, string>): Started;
  run(args: string[], variables?: Record<string, string>): Promise<Ended>;
  /** Ends what still runs. */
  remove(): Promise<void>;
};

/** The command line as people run it, built from these very sources into a folder of its own. */
export async function buildCommand(): Promise<BuiltCommand> {
  const root = projectRoot();
  mkdirSync(path.join(root, 'dist'), { recursive: true });
  const folder = mkdtempSync(path.join(root, 'dist', 'test-'));
  await build({
    absWorkingDir: root,
    entryPoints: { chainward: 'lib/cli/main.ts' },
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    platform: 'node',
    format: 'esm',
    target: 'node20',
    bundle: true,
    splitting: true,
    jsx: 'automatic',
    logLevel: 'error',
    plugins: [
      {
        name: 'our-own-alone',
        setup: (context) => {
          context.onResolve({ filter: /^(server|client)-only$/ }, () => ({ path: 'nothing', namespace: 'nothing' }));
          context.onLoad({ filter: /.*/, namespace: 'nothing' }, () => ({ contents: '' }));
          context.onResolve({ filter: /^@\// }, ({ path: given, importer, kind }) =>
            context.resolve(`./${given.slice(2)}`, { importer, kind, resolveDir: root }),
          );
          context.onResolve({ filter: /^[^./]/ }, ({ path: given, kind }) =>
            kind === 'entry-point' || given.startsWith('@/') ? undefined : { path: given, external: true },
          );
        },
      },
    ],
  });
  const running = new Set<Started>();
  const start = (args: string[], variables: Record<string, string> = {}): Started => {
    const child = spawn(process.execPath, [path.join(folder, 'chainward.mjs'), ...args], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: childEnvironment({ CHAINWARD_LOG: 'json', ...variables }),
    });
    let [out, err] = ['', ''];
    child.stdout.on('data', (chunk: Buffer) => {
      out += chunk.toString();
    });
    child.stderr.on('data', (chunk: Buffer) => {
      err += chunk.toString();
    });
    const started: Started = {
      child,
      said: () => out + err,
      ended: once(child, 'close').then(([code, signal]) => {
        running.delete(started);
        return { code, signal, out, err };
      }),
    };
    running.add(started);
    return started;
  };
  return {
    start,
    run: (args, variables) => start(args, variables).ended,
    remove: async () => {
      for (const { child, ended } of running) {
        child.kill('SIGKILL');
        await ended;
      }
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
