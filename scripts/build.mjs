import { join } from 'node:path';
import { bundle } from './lib/bundle.mjs';
import { keepTsconfig } from './lib/keep-tsconfig.mjs';
import { acquireLock } from './lib/lock.mjs';
import { inRoot, root } from './lib/paths.mjs';
import { run } from './lib/run.mjs';
import { readBuildStamp, sourceHash, writeBuildStamp } from './lib/stamps.mjs';

const cliOnly = process.argv.includes('--cli-only');
const lockHeld = process.env.CHAINWARD_BUILD_LOCK_HELD === '1';
const noLock = { noteChild: () => {}, forgetChild: () => {}, release: () => {} };

async function buildCli(hash) {
  const started = performance.now();
  const { cli: _, ...others } = readBuildStamp(root);
  writeBuildStamp(root, others);
  await bundle({ root, entry: 'lib/cli/main.ts', outdir: inRoot('dist'), name: 'chainward' });
  writeBuildStamp(root, { ...others, cli: hash });
  console.log(`build: command line … ${((performance.now() - started) / 1000).toFixed(1)} s`);
}

async function buildWeb(hash, lock) {
  const started = performance.now();
  const { web: _, ...others } = readBuildStamp(root);
  writeBuildStamp(root, others);
  const next = [join('node_modules', 'next', 'dist', 'bin', 'next'), 'build'];
  const { code, signal } = await keepTsconfig(root, () =>
    run(process.execPath, next, {
      cwd: root,
      env: { NEXT_TELEMETRY_DISABLED: '1', NODE_ENV: 'production' },
      ownGroup: !lockHeld,
      onSpawn: lock.noteChild,
    }),
  );
  lock.forgetChild();
  if (signal || code !== 0) throw new Error(`next build failed (${signal ?? `exit code ${code}`})`);
  writeBuildStamp(root, { ...others, web: hash });
  console.log(`build: pages … ${((performance.now() - started) / 1000).toFixed(1)} s`);
}

const lock = lockHeld
  ? noLock
  : await acquireLock(inRoot('dist', '.bootstrap.lock'), {
      onWait: ({ pid }) => console.log(`build: waiting for another run (process ${pid})`),
    });
try {
  // Taken before the build: a file changed meanwhile makes the result stale.
  const hash = sourceHash(root);
  await buildCli(hash);
  if (!cliOnly) await buildWeb(hash, lock);
} catch (error) {
  console.error(`build: ${error.message}`);
  process.exitCode = 1;
} finally {
  lock.release();
}
