import { createHash, randomBytes } from 'node:crypto';
import { existsSync, readFileSync, rmSync, statSync } from 'node:fs';
import { AppError } from '@/lib/core/errors';
import { writeDurably } from '@/lib/core/files';

export const damaged = (file: string, why: string): AppError =>
  new AppError(
    'unavailable',
    `${file} ${why}. The keeper does not start, so that nothing is signed with a wrong key. Restore the file from a backup: without it this ledger can be read and verified, but not continued`,
  );

const checksum = (hex: string): string => createHash('sha256').update(hex).digest('hex').slice(0, 8);

function writeKek(file: string, kek: Buffer): void {
  const hex = kek.toString('hex');
  writeDurably(file, `chainward-kek/1 ${hex} ${checksum(hex)}\n`);
}

export function readKek(file: string): Buffer {
  if ((statSync(file).mode & 0o077) !== 0) throw damaged(file, 'can be read by others (its mode must be 0600)');
  const match = /^chainward-kek\/1 ([0-9a-f]{64}) ([0-9a-f]{8})\n$/.exec(readFileSync(file, 'utf8'));
  if (!match?.[1] || checksum(match[1]) !== match[2]) throw damaged(file, 'is damaged');
  return Buffer.from(match[1], 'hex');
}

export function makeKek(file: string): Buffer {
  const kek = randomBytes(32);
  writeKek(file, kek);
  return kek;
}

const nextOf = (file: string) => `${file}.next`;

/**
 * A new key for all keys. It lies beside the old one until what it opens is on disk; whoever is killed in between leaves both, and the
 * keys themselves tell which of them is theirs.
 */
export function replaceKek(
  file: string,
  current: Buffer,
  { restore, rewrap }: { restore: () => void; rewrap: (kek: Buffer) => void },
): void {
  // Left behind by a replacement that failed half way, it may be the only key to what lies on disk: that is put back under the current one.
  if (existsSync(nextOf(file))) {
    writeKek(file, current);
    restore();
  }
  const kek = makeKek(nextOf(file));
  rewrap(kek);
  writeKek(file, kek);
  rmSync(nextOf(file));
}

/** Ends a replacement that was cut short, in the one way or the other. */
export function settleKek(file: string, opens: (kek: Buffer) => boolean): Buffer {
  const kek = readKek(file);
  if (!existsSync(nextOf(file))) return kek;
  if (!opens(kek)) {
    const next = readKek(nextOf(file));
    if (!opens(next)) return kek;
    writeKek(file, next);
    rmSync(nextOf(file));
    return next;
  }
  rmSync(nextOf(file));
  return kek;
}
