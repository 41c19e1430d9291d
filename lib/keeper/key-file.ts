import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { unwrap, wrap } from './envelope-encryption';
import { damaged } from './kek';

const sealed = z.strictObject({ iv: z.string(), tag: z.string(), data: z.string() });

export const StoredKey = z.strictObject({
  id: z.string(),
  version: z.int().min(1),
  kind: z.enum(['ledger', 'mac', 'encryption', 'authority']),
  createdAt: z.string(),
  dek: sealed,
  secret: sealed,
});
export type StoredKey = z.infer<typeof StoredKey>;

/** Written before anything of the change is done, and gone with its last step: a killed keeper finds here what it was at. */
const Change = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('rotation'),
    eventId: z.uuidv7(),
    reason: z.string().optional(),
    by: z.string().optional(),
  }),
  z.strictObject({ kind: z.literal('fork'), log: z.int().min(1) }),
]);
export type Change = z.infer<typeof Change>;

export const KeyFile = z.strictObject({
  format: z.literal('chainward-keys/1'),
  instance: z.string().regex(/^[0-9a-f]{12}$/),
  /** Which log of this installation is written: 0 is the first, each fork begins another. */
  log: z.int().min(0).default(0),
  keys: z.array(StoredKey),
  /** Ledger keys that sign no more; their private halves are destroyed. */
  retired: z.array(z.strictObject({ vkey: z.string(), at: z.string() })).default([]),
  pending: z.strictObject({ change: Change, key: StoredKey }).optional(),
});
export type KeyFile = z.infer<typeof KeyFile>;

export function readKeyFile(file: string): KeyFile {
  try {
    return KeyFile.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    throw damaged(file, 'is damaged');
  }
}

export const allKeys = ({ keys, pending }: KeyFile): StoredKey[] => (pending ? [...keys, pending.key] : keys);

/** Versions are never given twice: an old ciphertext put back in place of a new one does not open. */
export function wrapKey(kek: Buffer, content: KeyFile, id: string, kind: StoredKey['kind'], secret: Buffer): StoredKey {
  const versions = allKeys(content).filter((key) => key.id === id);
  const version = Math.max(0, ...versions.map((key) => key.version)) + 1;
  return { id, version, kind, createdAt: new Date().toISOString(), ...wrap(kek, secret, id, version) };
}

const rewrapKey = (from: Buffer, to: Buffer, key: StoredKey): StoredKey => ({
  ...key,
  ...wrap(to, unwrap(from, key, key.id, key.version), key.id, key.version),
});

export const rewrapAll = (from: Buffer, to: Buffer, content: KeyFile): KeyFile => ({
  ...content,
  keys: content.keys.map((key) => rewrapKey(from, to, key)),
  ...(content.pending && { pending: { ...content.pending, key: rewrapKey(from, to, content.pending.key) } }),
});

export function opensAll(kek: Buffer, content: KeyFile): boolean {
  try {
    for (const key of allKeys(content)) unwrap(kek, key, key.id, key.version);
    return true;
  } catch {
    return false;
  }
}
