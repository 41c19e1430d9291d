import { createHash, createPrivateKey, generateKeyPairSync, type KeyObject, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { AppError } from '@/lib/core/errors';
import { writeDurably } from '@/lib/core/files';
import { unwrap, wrap } from './envelope-encryption';

const sealed = z.strictObject({ iv: z.string(), tag: z.string(), data: z.string() });
const StoredKey = z.strictObject({
  id: z.string(),
  version: z.int().min(1),
  kind: z.enum(['ledger', 'mac', 'authority']),
  createdAt: z.string(),
  dek: sealed,
  secret: sealed,
});
const KeyFile = z.strictObject({
  format: z.literal('chainward-keys/1'),
  instance: z.string().regex(/^[0-9a-f]{12}$/),
  keys: z.array(StoredKey),
});
type KeyFile = z.infer<typeof KeyFile>;

const damaged = (file: string, why: string) =>
  new AppError(
    'unavailable',
    `${file} ${why}. The keeper does not start, so that nothing is signed with a wrong key. Restore the file from a backup: without it this ledger can be read and verified, but not continued`,
  );

const checksum = (hex: string): string => createHash('sha256').update(hex).digest('hex').slice(0, 8);

function readKek(file: string): Buffer {
  if ((statSync(file).mode & 0o077) !== 0) throw damaged(file, 'can be read by others (its mode must be 0600)');
  const match = /^chainward-kek\/1 ([0-9a-f]{64}) ([0-9a-f]{8})\n$/.exec(readFileSync(file, 'utf8'));
  if (!match?.[1] || checksum(match[1]) !== match[2]) throw damaged(file, 'is damaged');
  return Buffer.from(match[1], 'hex');
}

function makeKek(file: string): Buffer {
  const hex = randomBytes(32).toString('hex');
  writeDurably(file, `chainward-kek/1 ${hex} ${checksum(hex)}\n`);
  return Buffer.from(hex, 'hex');
}

/** The keeper's keys: secrets wrapped in one file, the key that opens them in another, neither in the database. */
export class KeyStore {
  private constructor(
    private readonly file: string,
    private readonly kek: Buffer,
    private content: KeyFile,
  ) {}

  /** Opens the store, or makes one in an empty folder; half a store is refused, never filled up. */
  static open(folder: string): KeyStore {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const file = path.join(folder, 'keys.json');
    const kekFile = path.join(folder, 'kek');
    if (existsSync(file)) {
      if (!existsSync(kekFile)) throw damaged(kekFile, 'is missing');
      return new KeyStore(file, readKek(kekFile), KeyStore.read(file));
    }
    if (existsSync(path.join(folder, 'signer.json'))) throw damaged(file, 'is missing');
    // Killed between the two writes: a key that has wrapped nothing yet is as good as a new one.
    const kek = existsSync(kekFile) ? readKek(kekFile) : makeKek(kekFile);
    const store = new KeyStore(file, kek, {
      format: 'chainward-keys/1',
      instance: randomBytes(6).toString('hex'),
      keys: [],
    });
    store.save();
    return store;
  }

  private static read(file: string): KeyFile {
    try {
      return KeyFile.parse(JSON.parse(readFileSync(file, 'utf8')));
    } catch {
      throw damaged(file, 'is damaged');
    }
  }

  get instance(): string {
    return this.content.instance;
  }

  has(id: string): boolean {
    return this.content.keys.some((key) => key.id === id);
  }

  private reveal(id: string): Buffer | null {
    const key = this.content.keys.findLast((candidate) => candidate.id === id);
    if (!key) return null;
    try {
      return unwrap(this.kek, key, key.id, key.version);
    } catch {
      throw damaged(this.file, `holds a key (${id}) that its key file does not open`);
    }
  }

  private keep(id: string, kind: KeyFile['keys'][number]['kind'], secret: Buffer): void {
    const version = this.content.keys.filter((key) => key.id === id).length + 1;
    const key = { id, version, kind, createdAt: new Date().toISOString(), ...wrap(this.kek, secret, id, version) };
    this.content = { ...this.content, keys: [...this.content.keys, key] };
    this.save();
  }

  private save(): void {
    writeDurably(this.file, `${JSON.stringify(this.content, null, 2)}\n`);
  }

  /** 32 random bytes under this id, made at first use. */
  secret(id: string): Buffer {
    const known = this.reveal(id);
    if (known) return known;
    const made = randomBytes(32);
    this.keep(id, 'mac', made);
    return made;
  }

  /** Ed25519, made at first use; handed out as KeyObject, never as bytes. */
  ledgerKey(): KeyObject {
    const known = this.reveal('ledger');
    if (known) return createPrivateKey({ key: known, format: 'der', type: 'pkcs8' });
    const { privateKey } = generateKeyPairSync('ed25519');
    this.keep('ledger', 'ledger', privateKey.export({ format: 'der', type: 'pkcs8' }));
    return privateKey;
  }

  authorityKey(id: string): KeyObject | null {
    const known = this.reveal(id);
    return known && createPrivateKey({ key: known, format: 'der', type: 'pkcs8' });
  }

  keepAuthorityKey(id: string, key: KeyObject): void {
    this.keep(id, 'authority', key.export({ format: 'der', type: 'pkcs8' }));
  }
}
