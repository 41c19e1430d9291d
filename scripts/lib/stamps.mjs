import { createHash, randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const SOURCES = ['app', 'components', 'lib', 'prisma', 'public', 'bin', 'verifier', 'scripts/build.mjs', 'scripts/lib'];
const SOURCE_FILES =
  /^(package(-lock)?\.json|tsconfig\.json|prisma\.config\.ts|proxy\.ts|instrumentation\.ts|(next|postcss|tailwind)\.config\.\w+)$/;
const NOT_BUILT = /\.test\.(ts|tsx|mjs)$|^lib\/db\/generated(\/|$)|(^|\/)node_modules$|\.tsbuildinfo$/;

const sha256 = (data) => createHash('sha256').update(data).digest('hex');

function* filesUnder(root, path) {
  const entries = readdirSync(join(root, path), { withFileTypes: true });
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const found = path ? `${path}/${entry.name}` : entry.name;
    if (NOT_BUILT.test(found)) continue;
    if (entry.isDirectory()) yield* filesUnder(root, found);
    else yield found;
  }
}

function hashFiles(root, files) {
  const hash = createHash('sha256');
  for (const file of files) hash.update(`${file}\0${sha256(readFileSync(join(root, file)))}\n`);
  return hash.digest('hex');
}

/** Everything a build reads, apart from node_modules, which the lock file stands for. */
export function sourceHash(root) {
  const files = readdirSync(root).filter((name) => SOURCE_FILES.test(name));
  for (const source of SOURCES) {
    if (!existsSync(join(root, source))) continue;
    if (/\.\w+$/.test(source)) files.push(source);
    else files.push(...filesUnder(root, source));
  }
  return hashFiles(root, files);
}

export const lockFileHash = (root) => sha256(readFileSync(join(root, 'package-lock.json')));

/** Null while there is no schema: then there is nothing to generate. */
export function schemaHash(root) {
  const folder = join(root, 'prisma');
  if (!existsSync(folder)) return null;
  const schemas = [...filesUnder(root, 'prisma')].filter((file) => file.endsWith('.prisma'));
  if (schemas.length === 0) return null;
  const others = ['prisma.config.ts', 'node_modules/prisma/package.json'];
  return hashFiles(root, [...schemas, ...others.filter((file) => existsSync(join(root, file)))]);
}

export function readStamp(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}

export const clearStamp = (path) => rmSync(path, { force: true });

export function writeAtomically(path, content) {
  mkdirSync(dirname(path), { recursive: true });
  const staged = `${path}.${randomUUID()}.tmp`;
  writeFileSync(staged, content);
  renameSync(staged, path);
}

/** `dist/.stamp` remembers which sources the command line and the pages were built from. */
export function readBuildStamp(root) {
  try {
    return JSON.parse(readFileSync(join(root, 'dist', '.stamp'), 'utf8'));
  } catch {
    return {};
  }
}

export const writeBuildStamp = (root, stamp) => writeAtomically(join(root, 'dist', '.stamp'), JSON.stringify(stamp));

export function isBuilt(root, hash = sourceHash(root)) {
  const stamp = readBuildStamp(root);
  const outputs = ['dist/chainward.mjs', '.next/BUILD_ID'];
  return stamp.cli === hash && stamp.web === hash && outputs.every((file) => existsSync(join(root, file)));
}
