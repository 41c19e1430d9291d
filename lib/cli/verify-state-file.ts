import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { AppError } from '@/lib/core/errors';
import { writeDurably } from '@/lib/core/files';
import { VerifyState } from '@/lib/ledger/verify/state';

/** Where an earlier verification ended; none yet when there is no file. */
export async function readStateFile(file: string): Promise<VerifyState | undefined> {
  if (!existsSync(file)) return undefined;
  try {
    return VerifyState.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch {
    throw new AppError(
      'invalid_input',
      `${file} does not hold the state of a verification; name another file or remove it`,
    );
  }
}

export const writeStateFile = (file: string, state: VerifyState): void =>
  writeDurably(file, `${JSON.stringify(state)}\n`);
