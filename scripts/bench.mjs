import { join } from 'node:path';
import { bundle } from './lib/bundle.mjs';
import { inRoot, root } from './lib/paths.mjs';
import { run } from './lib/run.mjs';

const outdir = inRoot('dist', 'bench');
await bundle({ root, entry: 'bench/main.ts', outdir, name: 'bench' });
const { code } = await run(process.execPath, ['--expose-gc', join(outdir, 'bench.mjs'), ...process.argv.slice(2)], {
  cwd: root,
  env: { NODE_ENV: 'production' },
});
process.exitCode = code;
