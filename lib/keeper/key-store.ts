import { createPrivateKey, generateKeyPairSync, type KeyObject, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { AppError } from '@/lib/core/errors';
import { writeDurably } from '@/lib/core/files';
import { unwrap } from './envelope-encryption';
import { damaged, makeKek, readKek, replaceKek, settleKek } from './kek';
import { type Change, type KeyFile, opensAll, readKeyFile, rewrapAll, type StoredKey, wrapKey } from './key-file';

const privateKey = (der: Buffer): KeyObject => createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
const newLedgerKey = (): Buffer => generateKeyPairSync('ed25519').privateKey.export({ format: 'der', type: 'pkcs8' });

/** The keeper's keys: secrets wrapped in one file, the key that opens them in another, neither in the database. */
export class KeyStore {
  private constructor(
    private readonly file: string,
    private readonly kekFile: string,
    private kek: Buffer,
    private content: KeyFile,
  ) {}

  /** Opens the store, or makes one in an empty folder; half a store is refused, never filled up. */
  static open(folder: string): KeyStore {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const file = path.join(folder, 'keys.json');
    const kekFile = path.join(folder, 'kek');
    if (existsSync(file)) {
      if (!existsSync(kekFile)) throw damaged(kekFile, 'is missing');
      const content = readKeyFile(file);
      return new KeyStore(
        file,
        kekFile,
        settleKek(kekFile, (kek) => opensAll(kek, content)),
        content,
      );
    }
    if (existsSync(path.join(folder, 'signer.json'))) throw damaged(file, 'is missing');
    // Killed between the two writes: a key that has wrapped nothing yet is as good as a new one.
    const kek = existsSync(kekFile) ? readKek(kekFile) : makeKek(kekFile);
    const store = new KeyStore(file, kekFile, kek, {
      format: 'chainward-keys/1',
      instance: randomBytes(6).toString('hex'),
      log: 0,
      keys: [],
      retired: [],
    });
    store.save(store.content);
    return store;
  }

  get instance(): string {
    return this.content.instance;
  }

  get log(): number {
    return this.content.log;
  }

  has(id: string): boolean {
    return this.content.keys.some((key) => key.id === id);
  }

  private open(key: StoredKey): Buffer {
    try {
      return unwrap(this.kek, key, key.id, key.version);
    } catch {
      throw damaged(this.file, `holds a key (${key.id}) that its key file does not open`);
    }
  }

  private reveal(id: string): Buffer | null {
    const key = this.content.keys.findLast((candidate) => candidate.id === id);
    return key ? this.open(key) : null;
  }

  private keep(id: string, kind: StoredKey['kind'], secret: Buffer): void {
    const key = wrapKey(this.kek, this.content, id, kind, secret);
    this.save({ ...this.content, keys: [...this.content.keys, key] });
  }

  /** On disk first: what could not be written is not believed either. */
  private save(content: KeyFile): void {
    writeDurably(this.file, `${JSON.stringify(content, null, 2)}\n`);
    this.content = content;
  }

  /** 32 random bytes under this id, made at first use. */
  secret(id: string, kind: 'mac' | 'encryption' = 'mac'): Buffer {
    const known = this.reveal(id);
    if (known) return known;
    const made = randomBytes(32);
    this.keep(id, kind, made);
    return made;
  }

  /** Ed25519, made at first use; handed out as KeyObject, never as bytes. */
  ledgerKey(): KeyObject {
    if (!this.has('ledger')) this.keep('ledger', 'ledger', newLedgerKey());
    return privateKey(this.reveal('ledger') ?? Buffer.alloc(0));
  }

  /** What was begun with a new ledger key and has not ended. */
  get pending(): { change: Change; key: KeyObject } | null {
    const { pending } = this.content;
    return pending ? { change: pending.change, key: privateKey(this.open(pending.key)) } : null;
  }

  /** Makes the next ledger key and writes down what it is for, before any of that is done. */
  begin(change: Change): KeyObject {
    const key = wrapKey(this.kek, this.content, 'ledger', 'ledger', newLedgerKey());
    this.save({ ...this.content, pending: { change, key } });
    return privateKey(this.open(key));
  }

  /**
   * The next key becomes the key, the old one is destroyed. Everything is wrapped anew under a new key-encryption key, so that an older
   * copy of this file no longer opens with what lies beside it.
   */
  finish(oldVkey: string, now: Date): void {
    const { pending, ...rest } = this.content;
    if (!pending) throw new AppError('internal', 'No change of the ledger key was begun');
    const content: KeyFile = {
      ...rest,
      log: pending.change.kind === 'fork' ? pending.change.log : rest.log,
      keys: [...rest.keys.filter((key) => key.id !== 'ledger'), pending.key],
      retired: [...rest.retired, { vkey: oldVkey, at: now.toISOString() }],
    };
    replaceKek(this.kekFile, this.kek, {
      restore: () => this.save(this.content),
      rewrap: (kek) => {
        this.save(rewrapAll(this.kek, kek, content));
        this.kek = kek;
      },
    });
  }

  authorityKey(id: string): KeyObject | null {
    const known = this.reveal(id);
    return known && privateKey(known);
  }

  keepAuthorityKey(id: string, key: KeyObject): void {
    this.keep(id, 'authority', key.export({ format: 'der', type: 'pkcs8' }));
  }
}
