import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeAtomically } from './stamps.mjs';

/** What Next adds to tsconfig.json whenever it runs, besides laying it out anew. */
const ADDED_OPTIONS = ['allowJs'];
const ADDED_FILES = /^\.next\//;

function essence(text) {
  const config = JSON.parse(text);
  for (const option of ADDED_OPTIONS) delete config.compilerOptions?.[option];
  config.include = config.include?.filter((path) => !ADDED_FILES.test(path));
  return JSON.stringify(config);
}

/** Whether nothing but Next's own additions lies between the two; an edit of somebody's meanwhile is more. */
export function isOnlyNext(before, after) {
  try {
    return before !== after && essence(before) === essence(after);
  } catch {
    return false;
  }
}

/** A check or a build must not change a tracked file: Next's rewriting is taken back. */
export async function keepTsconfig(root, work) {
  const path = join(root, 'tsconfig.json');
  const before = readFileSync(path, 'utf8');
  try {
    return await work();
  } finally {
    if (isOnlyNext(before, readFileSync(path, 'utf8'))) writeAtomically(path, before);
  }
}
