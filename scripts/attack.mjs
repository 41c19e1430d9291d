import { join } from 'node:path';
import { bundle } from './lib/bundle.mjs';
import { inRoot, root } from './lib/paths.mjs';
import { run } from './lib/run.mjs';

const outdir = inRoot('dist', 'attack');
await bundle({ root, entry: 'bench/attack/main.ts', outdir, name: 'attack' });
const { code } = await run(process.execPath, [join(outdir, 'attack.mjs'), ...process.argv.slice(2)], {
  cwd: root,
  env: { NODE_ENV: 'production', LOG_LEVEL: process.env.LOG_LEVEL ?? 'fatal' },
});
process.exitCode = code;
