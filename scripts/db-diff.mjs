// Prints the SQL that takes the sum of the migrations to prisma/schema.prisma: nothing when they agree, otherwise the
// next migration's first draft. Of the database at DATABASE_URL, if that is set.
import { join } from 'node:path';
import { bundle } from './lib/bundle.mjs';
import { inRoot, root } from './lib/paths.mjs';
import { run } from './lib/run.mjs';

const outdir = inRoot('dist', 'db-diff');
await bundle({ root, entry: 'scripts/lib/print-drift.ts', outdir, name: 'db-diff' });
const { code } = await run(process.execPath, [join(outdir, 'db-diff.mjs')], { cwd: root });
process.exitCode = code;
