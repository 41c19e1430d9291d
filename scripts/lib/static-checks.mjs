import { keepTsconfig } from './keep-tsconfig.mjs';
import { inRoot, root } from './paths.mjs';
import { run } from './run.mjs';

const bin = (...parts) => inRoot('node_modules', ...parts);

/** In order: `next typegen` writes the route types that the compiler then reads. */
const CHECKS = [
  { name: 'route types', args: [bin('next', 'dist', 'bin', 'next'), 'typegen'] },
  { name: 'types', args: [bin('typescript', 'bin', 'tsc'), '--noEmit'] },
  { name: 'lint and format', args: [bin('@biomejs', 'biome', 'bin', 'biome'), 'check', '--max-diagnostics=50'] },
  { name: 'imports', args: [inRoot('scripts', 'check-imports.mjs')] },
  { name: 'unused code', args: [bin('knip', 'bin', 'knip.js'), '--no-progress'] },
  { name: 'file length', args: [inRoot('scripts', 'check-file-length.mjs')] },
  { name: 'words', args: [inRoot('scripts', 'check-words.mjs')] },
];

async function runCheck({ name, args }) {
  const started = performance.now();
  const output = [];
  process.stdout.write(`check: ${name} … `);
  const { code, timedOut } = await run(process.execPath, args, {
    cwd: root,
    env: { NEXT_TELEMETRY_DISABLED: '1', ...(process.stdout.isTTY ? { FORCE_COLOR: '1' } : {}) },
    onOutput: (data) => output.push(data),
    timeoutMs: 180_000,
  });
  const seconds = (performance.now() - started) / 1000;
  const passed = code === 0 && !timedOut;
  process.stdout.write(`${passed ? 'good' : 'failed'} (${seconds.toFixed(1)} s)\n`);
  if (!passed) process.stdout.write(Buffer.concat(output));
  return { name: `check: ${name}`, passed: passed ? 1 : 0, failed: passed ? 0 : 1, skipped: 0, seconds };
}

/** Each check counts as one test. */
export async function runStaticChecks() {
  const rows = [];
  for (const check of CHECKS) rows.push(await keepTsconfig(root, () => runCheck(check)));
  return rows;
}
