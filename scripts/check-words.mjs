import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { root } from './lib/paths.mjs';
import { isFixture, trackedFiles } from './lib/tracked-files.mjs';

/** Not text, or not ours to word. */
const OTHER = /\.(png|ico|woff2?|gz|zip|xlsx|der|p12|bin)$|(^|\/)(package-lock\.json|LICENSE)$/;
const TEXT = { test: (name) => !OTHER.test(name) };
const CODE = /\.(ts|tsx|mjs|cjs|js|css|sql|prisma|sh)$/;
const TYPED = /\.tsx?$/;
const TESTS = /\.(test|spec)\.(ts|tsx|mjs)$|^e2e\//;

const WORDS = [
  { words: /\b(TODO|FIXME|XXX|HACK)\b/, files: CODE, why: 'do it, or write it down where work is planned' },
  { words: /\bwaitForTimeout\(/, files: CODE, why: 'wait for what should happen, not for time to pass' },
  { words: /\b(test|it|describe|suite)(\.\w+)*\.(only|skip|fixme)\(/, files: TESTS, why: 'every test runs' },
  {
    words: /\.(skipIf|runIf)\(/,
    files: TESTS,
    // The samples of RFC 8785 and of others' trees are not ours to ship.
    except: ['lib/core/canonical-json.test.ts', 'lib/ledger/tree/outside-proofs.test.ts'],
    why: 'every test runs',
  },
  { words: /(?<![\w.-])\/work\//, files: TEXT, why: 'no other machine has this folder' },
  { words: /\bissue #|\bsession of work\b/i, files: TEXT, why: 'say what is so, not where it was planned' },
  { words: /@ts-(ignore|nocheck)\b/, files: CODE, why: 'let the compiler look' },
  { words: /\bas any\b(?=\s*(?:[;,)\]}[>|&]|$))/, files: TYPED, why: 'say the type' },
];

const isExempt = (name) => /^scripts\/check-words\.(test\.)?mjs$/.test(name) || isFixture(name);

export function findWords(name, text) {
  if (isExempt(name)) return [];
  const rules = WORDS.filter(({ files, except = [] }) => files.test(name) && !except.includes(name));
  if (rules.length === 0) return [];
  return text.split('\n').flatMap((line, index) =>
    rules.flatMap(({ words, why }) => {
      const found = words.exec(line)?.[0];
      return found ? [`${name}:${index + 1}: ${found} (${why})`] : [];
    }),
  );
}

function main(folder) {
  const files = trackedFiles(folder).filter((name) => TEXT.test(name));
  const found = files.flatMap((name) => findWords(name, readFileSync(join(folder, name), 'utf8')));
  for (const line of found) console.error(line);
  console.log(`words: ${files.length} files, ${found.length} found`);
  return files.length > 0 && found.length === 0 ? 0 : 1;
}

if (process.argv[1] === import.meta.filename) process.exitCode = main(resolve(process.argv[2] ?? root));
