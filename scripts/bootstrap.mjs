// Runs before node_modules exists: nothing here may import a package.
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { installMark, installMarkers, installStamp, isInstalled, isInstalledByHand } from './lib/installed.mjs';
import { acquireLock } from './lib/lock.mjs';
import { onlyGaps } from './lib/lock-gaps.mjs';
import { inRoot, root } from './lib/paths.mjs';
import { runStep } from './lib/run.mjs';
import { clearStamp, isBuilt, readStamp, schemaHash, writeAtomically } from './lib/stamps.mjs';

const OLDEST_NODE = [20, 19];
// The level is said again because `npm --silent` hands its own down, and `recover` would find nothing to read.
const NPM_OPTIONS = ['--ignore-scripts', '--no-audit', '--no-fund', '--include=dev', '--loglevel=notice'];
const generatedStamp = inRoot('lib', 'db', 'generated', '.schema-sha256');

const options = new Set(process.argv.slice(2));
const quiet = options.has('--quiet');
const mayBuild = !options.has('--no-build');

const childEnv = {
  NEXT_TELEMETRY_DISABLED: '1',
  CHECKPOINT_DISABLE: '1',
  PRISMA_HIDE_UPDATE_MESSAGE: '1',
  // `generate` never runs the schema engine, but looks for it and would try to download it.
  PRISMA_SCHEMA_ENGINE_BINARY: process.env.PRISMA_SCHEMA_ENGINE_BINARY ?? process.execPath,
  CHAINWARD_BUILD_LOCK_HELD: '1',
};

function say(line) {
  if (!quiet) process.stderr.write(`bootstrap: ${line}\n`);
}

function checkNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major > OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor >= OLDEST_NODE[1])) return;
  throw new Error(`Node ${OLDEST_NODE.join('.')} or newer is needed; this is ${process.versions.node}`);
}

const isGenerated = () => {
  const hash = schemaHash(root);
  return hash === null || readStamp(generatedStamp) === hash;
};

const steps = [
  {
    title: 'installing packages',
    isDone: () => isInstalled(root),
    before: () => {
      for (const path of installMarkers(root)) clearStamp(path);
    },
    command: ['npm', 'ci', ...NPM_OPTIONS],
    recover: (output) => {
      if (!onlyGaps(JSON.parse(readFileSync(inRoot('package-lock.json'), 'utf8')), output)) return undefined;
      // `npm ci` refused before it removed anything, and `npm install` would trust a half written package.
      rmSync(inRoot('node_modules'), { recursive: true, force: true });
      return ['npm', 'install', '--no-save', ...NPM_OPTIONS];
    },
    after: () => writeAtomically(installStamp(root), installMark(root)),
  },
  {
    title: 'generating the database client',
    isDone: isGenerated,
    before: () => clearStamp(generatedStamp),
    command: [process.execPath, join('node_modules', 'prisma', 'build', 'index.js'), 'generate'],
    after: (hash) => writeAtomically(generatedStamp, hash),
    mark: () => schemaHash(root),
  },
  {
    // build.mjs keeps its own stamp.
    title: 'building',
    isDone: () => !mayBuild || isBuilt(root),
    command: [process.execPath, join('scripts', 'build.mjs')],
  },
];

async function perform(step, lock) {
  step.before?.();
  // Taken before the work: what changes while it runs makes the result stale, never fresh.
  const mark = step.mark?.();
  const [command, ...args] = step.command;
  const { title, recover } = step;
  await runStep({ prefix: 'bootstrap', title, quiet, recover }, command, args, {
    cwd: root,
    env: { ...childEnv, PATH: [join(process.execPath, '..'), process.env.PATH].join(delimiter) },
    onSpawn: lock.noteChild,
  });
  lock.forgetChild();
  step.after?.(mark);
}

async function bootstrap() {
  checkNode();
  if (!existsSync(inRoot('package-lock.json'))) throw new Error('package-lock.json is missing: the clone is not whole');
  if (isInstalled(root) && steps.every((step) => step.isDone())) return;
  const lock = await acquireLock(inRoot('dist', '.bootstrap.lock'), {
    onWait: ({ pid }) => say(`waiting for another run (process ${pid})`),
  });
  try {
    if (!isInstalled(root) && isInstalledByHand(root)) writeAtomically(installStamp(root), installMark(root));
    for (const step of steps) if (!step.isDone()) await perform(step, lock);
  } finally {
    lock.release();
  }
}

try {
  await bootstrap();
} catch (error) {
  const hint = error.code === 'EACCES' ? ` (${root} belongs to another user)` : '';
  process.stderr.write(`bootstrap: ${error.message}${hint}\n`);
  process.exitCode = 1;
}
