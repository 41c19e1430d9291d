import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** Import this before anything reads the environment: commands then find the test's keeper, as processes find theirs. */
export const runFolder = mkdtempSync(path.join(tmpdir(), 'cw-run-'));
process.env.CHAINWARD_RUN = runFolder;
