import { generateKeyPairSync } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeCheckpoint } from './checkpoint';
import {
  addSignatures,
  cosign,
  encodeWitnessKey,
  findCosignature,
  parseWitnessKey,
  type WitnessKey,
} from './cosignature';
import { encodeVerifierKey, isSignedBy, parseVerifierKey, rawPublicKey, signNote } from './note';

const ORIGIN = 'chainward/0123456789ab';
const logKey = generateKeyPairSync('ed25519').privateKey;
const logVkey = encodeVerifierKey(ORIGIN, rawPublicKey(logKey));
const textAt = (size: bigint) => encodeCheckpoint({ origin: ORIGIN, size, root: Buffer.alloc(32, Number(size)) });
const noteAt = (size: bigint) => signNote(textAt(size), ORIGIN, logKey);
const [text, note] = [textAt(5n), noteAt(5n)];
const { privateKey } = generateKeyPairSync('ed25519');
const NAME = 'witness.example.com/w1';
const at = new Date('2023-03-20T12:12:27Z');
const line = cosign(text, NAME, privateKey, at);

const keyOf = (vkey: string): WitnessKey => {
  const key = parseWitnessKey(vkey);
  if (!key) throw new Error('not the key of a witness');
  return key;
};
const key = keyOf(encodeWitnessKey(NAME, privateKey));

describe('a cosignature', () => {
  it('is found with its time, beside the log’s own signature', () => {
    const cosigned = addSignatures(note, line);
    expect(findCosignature(cosigned, key)).toEqual(at);
    const own = parseVerifierKey(logVkey);
    expect(own && isSignedBy(cosigned, own)).toBe(true);
    expect(addSignatures(cosigned, line)).toBe(cosigned);
    expect(findCosignature(note, key)).toBeNull();
  });

  it('has the length and the form that the specification shows', () => {
    const [, name, base64 = ''] = /^— (\S+) (\S+)\n$/.exec(line) ?? [];
    const bytes = Buffer.from(base64, 'base64');
    expect([name, bytes.length, bytes.readUInt32BE(), bytes.readBigUInt64BE(4)]).toEqual([
      NAME,
      76,
      key.id,
      1679314347n,
    ]);
  });

  it('counts for its text, key and name alone', () => {
    expect(findCosignature(addSignatures(noteAt(6n), line), key)).toBeNull();
    const other = generateKeyPairSync('ed25519').privateKey;
    expect(findCosignature(addSignatures(note, cosign(text, NAME, other, at)), key)).toBeNull();
    expect(findCosignature(addSignatures(note, line.replace('/w1', '/w2')), key)).toBeNull();
    const mixed = addSignatures(note, cosign(text, NAME, other, at) + line);
    expect(findCosignature(mixed, key)).toEqual(at);
  });

  it('with any bit changed is none', () => {
    const bytes = Buffer.from(line.split(' ')[2] ?? '', 'base64');
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.nat(7), (place, bit) => {
        const changed = Buffer.from(bytes);
        changed[place] = (changed[place] ?? 0) ^ (1 << bit);
        expect(findCosignature(addSignatures(note, `— ${NAME} ${changed.toString('base64')}\n`), key)).toBeNull();
      }),
    );
  });
});

describe('the key of a witness', () => {
  it('is written again as it was read', () => {
    expect(encodeWitnessKey(key.name, key.publicKey)).toBe(encodeWitnessKey(NAME, privateKey));
  });

  it.each([
    ['the key of a log', logVkey],
    ['another id', encodeWitnessKey(NAME, privateKey).replace(/\+[0-9a-f]{8}\+/, '+00000000+')],
    ['nothing', ''],
  ])('is not %s', (_name, vkey) => {
    expect(parseWitnessKey(vkey)).toBeNull();
  });

  it('is read from nothing else', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (vkey) => parseWitnessKey(vkey) === null));
  });
});
