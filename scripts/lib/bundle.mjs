import { existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { build } from 'esbuild';
import { writeAtomically } from './stamps.mjs';

const OLD_CHUNKS_KEPT_MS = 86_400_000;

/** Next gives this package its meaning; on plain Node it only throws. */
const withoutServerOnly = {
  name: 'without-server-only',
  setup(context) {
    context.onResolve({ filter: /^(server|client)-only$/ }, ({ path }) => ({ path, namespace: 'nothing' }));
    context.onLoad({ filter: /.*/, namespace: 'nothing' }, () => ({ contents: '' }));
  },
};

/** `packages: 'external'` would take `@/x` for a package of that name. */
const withRootAlias = (root) => ({
  name: 'with-root-alias',
  setup(context) {
    context.onResolve({ filter: /^@\// }, ({ path, importer, kind }) =>
      context.resolve(`./${path.slice(2)}`, { importer, kind, resolveDir: root }),
    );
  },
});

/**
 * Files land one by one under their final names, the entry last, so that a killed run leaves either the old program
 * or the new one. Chunks of an earlier build stay for a day: a server that still runs may yet load them.
 */
export async function bundle({ root, entry, outdir, name }) {
  const result = await build({
    absWorkingDir: root,
    entryPoints: { [name]: entry },
    outdir,
    outExtension: { '.js': '.mjs' },
    chunkNames: 'chunks/[name]-[hash]',
    platform: 'node',
    format: 'esm',
    target: 'node20',
    bundle: true,
    splitting: true,
    sourcemap: true,
    packages: 'external',
    jsx: 'automatic',
    logLevel: 'error',
    legalComments: 'none',
    plugins: [withoutServerOnly, withRootAlias(root)],
    write: false,
  });
  const isEntry = ({ path }) => basename(path) === `${name}.mjs`;
  const files = [...result.outputFiles].sort((a, b) => Number(isEntry(a)) - Number(isEntry(b)));
  for (const file of files) writeAtomically(file.path, file.contents);
  removeOldChunks(join(outdir, 'chunks'), new Set(files.map((file) => basename(file.path))));
  return files.length;
}

function removeOldChunks(folder, current) {
  if (!existsSync(folder)) return;
  for (const file of readdirSync(folder)) {
    const path = join(folder, file);
    if (current.has(file) || Date.now() - statSync(path).mtimeMs < OLD_CHUNKS_KEPT_MS) continue;
    rmSync(path, { force: true });
  }
}
