import { generateKeyPairSync } from 'node:crypto';
import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { rawPublicKey } from '@/lib/ledger/format/note';
import { KeyStore } from './key-store';

let folder: string;
beforeEach(() => {
  folder = path.join(mkdtempSync(path.join(tmpdir(), 'cw-keys-')), 'keeper');
});
afterEach(() => rmSync(path.dirname(folder), { recursive: true, force: true }));

const file = (name: 'kek' | 'keys.json') => path.join(folder, name);
const read = (name: 'kek' | 'keys.json') => readFileSync(file(name), 'utf8');
const mode = (name: string) => statSync(name).mode & 0o777;

function filled(): { ledger: Buffer; writers: Buffer; instance: string } {
  const store = KeyStore.open(folder);
  return { ledger: rawPublicKey(store.ledgerKey()), writers: store.secret('writers'), instance: store.instance };
}

function refusalOf(use: (store: KeyStore) => unknown = () => undefined): string {
  try {
    use(KeyStore.open(folder));
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  throw new Error('nothing was refused');
}

describe('the key store', () => {
  it('is for its owner alone', () => {
    filled();
    expect([mode(folder), mode(file('kek')), mode(file('keys.json'))]).toEqual([0o700, 0o600, 0o600]);
  });

  it('gives the same keys when it is opened again', () => {
    const first = filled();
    const files = [read('kek'), read('keys.json')];
    expect(filled()).toEqual(first);
    expect([read('kek'), read('keys.json')]).toEqual(files);
  });

  it('is another in another folder', () => {
    const first = filled();
    folder = path.join(path.dirname(folder), 'other');
    const second = filled();
    expect(second.instance).not.toBe(first.instance);
    expect(second.ledger).not.toEqual(first.ledger);
    expect(second.writers).not.toEqual(first.writers);
  });

  it('keeps authority keys, the newest last', () => {
    const store = KeyStore.open(folder);
    const [one, two] = [generateKeyPairSync('ed25519').privateKey, generateKeyPairSync('ed25519').privateKey];
    expect(store.authorityKey('root')).toBeNull();
    store.keepAuthorityKey('root', one);
    store.keepAuthorityKey('root', two);
    expect(KeyStore.open(folder).authorityKey('root')?.equals(two)).toBe(true);
  });

  it('writes no secret in clear', () => {
    const { writers } = filled();
    for (const form of ['hex', 'base64', 'base64url'] as const)
      expect(read('keys.json')).not.toContain(writers.toString(form));
  });

  it('goes on when its maker was killed after the first of two files', () => {
    filled();
    const kek = read('kek');
    rmSync(file('keys.json'));
    filled();
    expect(read('kek')).toBe(kek);
  });
});

describe('a damaged store is refused with what to do, and left as it is', () => {
  const damages: [string, () => void, RegExp][] = [
    [
      'a key file that others can read',
      () => chmodSync(file('kek'), 0o640),
      /kek can be read by others \(its mode must be 0600\)/,
    ],
    [
      'a changed digit',
      () =>
        writeFileSync(
          file('kek'),
          read('kek').replace(/[0-9a-f](?=[0-9a-f]{63} )/, (digit) => (digit === '0' ? '1' : '0')),
        ),
      /kek is damaged/,
    ],
    ['an empty key file', () => writeFileSync(file('kek'), ''), /kek is damaged/],
    ['a key file cut short', () => writeFileSync(file('kek'), read('kek').slice(0, -2)), /kek is damaged/],
    ['no key file', () => rmSync(file('kek')), /kek is missing/],
    [
      'keys cut short',
      () => writeFileSync(file('keys.json'), read('keys.json').slice(0, -20)),
      /keys\.json is damaged/,
    ],
    ['an empty list of keys', () => writeFileSync(file('keys.json'), ''), /keys\.json is damaged/],
    [
      'keys of another format',
      () => writeFileSync(file('keys.json'), read('keys.json').replace('keys/1', 'keys/2')),
      /keys\.json is damaged/,
    ],
    [
      'a field that nobody declared',
      () => writeFileSync(file('keys.json'), read('keys.json').replace('{', '{"more":1,')),
      /keys\.json is damaged/,
    ],
  ];

  it.each(damages)('%s', (_name, damage, message) => {
    filled();
    damage();
    const before = [statSync(file('keys.json')).mtimeMs, read('keys.json')];
    const refusal = refusalOf((store) => store.ledgerKey());
    expect(refusal).toMatch(message);
    expect(refusal).toMatch(/The keeper does not start.*Restore the file from a backup/);
    expect([statSync(file('keys.json')).mtimeMs, read('keys.json')]).toEqual(before);
  });

  type Stored = { instance: string; keys: { id: string; version: number; dek: unknown; secret: unknown }[] };
  const edit = (change: (stored: Stored) => void) => {
    const stored = JSON.parse(read('keys.json')) as Stored;
    change(stored);
    writeFileSync(file('keys.json'), JSON.stringify(stored));
  };

  it.each([
    [
      'two ciphertexts exchanged',
      (stored: Stored) => {
        const [a, b] = stored.keys;
        if (a && b) [a.secret, b.secret, a.dek, b.dek] = [b.secret, a.secret, b.dek, a.dek];
      },
    ],
    [
      'two secrets exchanged under their own data keys',
      (stored: Stored) => {
        const [a, b] = stored.keys;
        if (a && b) [a.secret, b.secret] = [b.secret, a.secret];
      },
    ],
    [
      'two names exchanged',
      (stored: Stored) => {
        const names = stored.keys.map(({ id }) => id).reverse();
        for (const [i, key] of stored.keys.entries()) key.id = names[i] ?? '';
      },
    ],
    [
      'another version',
      (stored: Stored) => {
        for (const key of stored.keys) key.version = 2;
      },
    ],
  ])('%s', (_name, change) => {
    filled();
    edit(change);
    for (const use of [(store: KeyStore) => store.ledgerKey(), (store: KeyStore) => store.secret('writers')]) {
      expect(refusalOf(use)).toMatch(/holds a key \((ledger|writers)\) that its key file does not open/);
    }
  });

  it('the key file of another store', () => {
    filled();
    const here = folder;
    folder = path.join(path.dirname(folder), 'other');
    filled();
    const other = read('kek');
    folder = here;
    writeFileSync(file('kek'), other);
    expect(refusalOf((store) => store.ledgerKey())).toMatch(/does not open/);
  });
});
