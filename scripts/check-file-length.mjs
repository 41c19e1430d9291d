import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { root } from './lib/paths.mjs';
import { isFixture, trackedFiles } from './lib/tracked-files.mjs';

const LONG = 300;
const TOO_LONG = 400;
const REASON = /(\/\/|\/?\*).*\bLong because\b/;

/** Null when the length is fine. */
export function judgeLength(text) {
  const lines = text.split('\n');
  const count = text.endsWith('\n') ? lines.length - 1 : lines.length;
  if (count > TOO_LONG) return `${count} lines; more than ${TOO_LONG} is too long`;
  if (count <= LONG || lines.slice(0, 12).some((line) => REASON.test(line))) return null;
  return `${count} lines; above ${LONG} the file must say at its top: "Long because …"`;
}

/** Made by scripts/build-verifier.mjs from files that are measured. */
const isBuilt = (name) => name === 'verifier/chainward-verify.mjs';

export const isMeasured = (name) =>
  /\.(ts|tsx|mjs|css)$/.test(name) && !name.startsWith('lib/db/generated/') && !isBuilt(name) && !isFixture(name);

function main(folder) {
  const files = trackedFiles(folder).filter(isMeasured);
  const found = files
    .map((name) => [name, judgeLength(readFileSync(join(folder, name), 'utf8'))])
    .filter(([, problem]) => problem);
  for (const [name, problem] of found) console.error(`${name}: ${problem}`);
  console.log(`file length: ${files.length} files, ${found.length} too long`);
  return files.length > 0 && found.length === 0 ? 0 : 1;
}

if (process.argv[1] === import.meta.filename) process.exitCode = main(resolve(process.argv[2] ?? root));
