import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
  encodeVerifierKey,
  isSignedBy,
  keyId,
  openNote,
  parseVerifierKey,
  rawPublicKey,
  signNote,
  type VerifierKey,
} from './note';

/** The example of golang.org/x/mod/sumdb/note, where C2SP's signed notes come from. */
const VKEY = 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW';
const TEXT = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n";
const LINE =
  '— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n';
const NOTE = `${TEXT}\n${LINE}`;

const keyOf = (vkey: string): VerifierKey => {
  const key = parseVerifierKey(vkey);
  if (!key) throw new Error('not a verifier key');
  return key;
};

describe('the example of C2SP', () => {
  it('opens, and is signed by its key', () => {
    expect(openNote(NOTE)?.text).toBe(TEXT);
    expect(openNote(NOTE)?.signatures).toMatchObject([{ name: 'PeterNeumann', id: 0xc74f20a3 }]);
    expect(isSignedBy(NOTE, keyOf(VKEY))).toBe(true);
  });

  it('has a key that is written again as it was read', () => {
    const key = keyOf(VKEY);
    expect(encodeVerifierKey(key.name, rawPublicKey(key.publicKey))).toBe(VKEY);
  });

  it.each([
    ['another word', NOTE.replace('answer', 'Answer')],
    ['a line more', NOTE.replace(TEXT, `${TEXT}more\n`)],
    ['an edited signature', NOTE.replace('x08go/Z', 'x08go/Y')],
    ['another key id', NOTE.replace('x08go', 'y08go')],
    ['another name', NOTE.replace('— PeterNeumann', '— PeterNewmann')],
    ['a hyphen for the dash', NOTE.replace('— ', '- ')],
    ['a signature cut short', NOTE.replace('BwJnAM=', 'BwI=')],
    ['no signature', `${TEXT}\n`],
    ['no empty line', `${TEXT}${LINE}`],
    ['no newline at the end', NOTE.trimEnd()],
    ['words behind the signature', `${NOTE}x\n`],
    ['a carriage return', NOTE.replaceAll('\n', '\r\n')],
    ['nothing', ''],
  ])('is not signed with %s', (_name, note) => {
    expect(isSignedBy(note, keyOf(VKEY))).toBe(false);
  });

  it('may bear signatures of others, before and behind', () => {
    const { privateKey } = generateKeyPairSync('ed25519');
    const other = signNote(TEXT, 'example.org/witness', privateKey).slice(TEXT.length + 1);
    expect(isSignedBy(`${TEXT}\n${other}${LINE}${other}`, keyOf(VKEY))).toBe(true);
    expect(openNote(`${TEXT}\n${other}${LINE}`)?.signatures).toHaveLength(2);
  });
});

describe('parseVerifierKey', () => {
  it.each([
    ['an id that is not its own', VKEY.replace('c74f20a3', 'c74f20a4')],
    ['a name that its id does not cover', VKEY.replace('PeterNeumann', 'PeterNewmann')],
    ['another algorithm', VKEY.replace('+AR', '+AB')],
    ['a short key', 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegw'],
    ['a name with a space', `Peter ${VKEY}`],
    ['no name', VKEY.replace('PeterNeumann', '')],
    ['capital digits', VKEY.replace('c74f20a3', 'C74F20A3')],
    ['nothing', ''],
  ])('knows no key with %s', (_name, vkey) => {
    expect(parseVerifierKey(vkey)).toBeNull();
  });
});

describe('signNote', () => {
  const { privateKey } = generateKeyPairSync('ed25519');
  const vkey = encodeVerifierKey('chainward/0123456789ab', rawPublicKey(privateKey));

  it('signs so that the verifier key opens it, with the same bytes each time', () => {
    const note = signNote('one\n\ntwo\n', 'chainward/0123456789ab', privateKey);
    expect(isSignedBy(note, keyOf(vkey))).toBe(true);
    expect(openNote(note)?.text).toBe('one\n\ntwo\n');
    expect(signNote('one\n\ntwo\n', 'chainward/0123456789ab', privateKey)).toBe(note);
  });

  it.each([
    ['no newline', 'one', 'name'],
    ['a name with a plus', 'one\n', 'a+b'],
    ['a name with a space', 'one\n', 'a b'],
    ['no name', 'one\n', ''],
  ])('refuses %s', (_name, text, name) => {
    expect(() => signNote(text, name, privateKey)).toThrow(RangeError);
  });

  it('has another key id under another name', () => {
    expect(keyId('a', rawPublicKey(privateKey))).not.toBe(keyId('b', rawPublicKey(privateKey)));
  });
});
