import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { encodeCheckpoint, parseCheckpoint } from './checkpoint';
import { EMPTY_ROOT } from './merkle';
import { signNote } from './note';

const { privateKey } = generateKeyPairSync('ed25519');
const signed = (text: string) => signNote(text, 'chainward/x', privateKey);
const ROOT = EMPTY_ROOT.toString('base64');

describe('a checkpoint', () => {
  it.each([0n, 1n, 20_852_163n, 2n ** 62n])('of size %s is read as it was written', (size) => {
    const checkpoint = { origin: 'chainward/0123456789ab', size, root: EMPTY_ROOT };
    expect(encodeCheckpoint(checkpoint)).toBe(`chainward/0123456789ab\n${size}\n${ROOT}\n`);
    expect(parseCheckpoint(signed(encodeCheckpoint(checkpoint)))).toEqual(checkpoint);
  });

  it('may have further lines', () => {
    expect(parseCheckpoint(signed(`o\n1\n${ROOT}\nextension\n`))).toMatchObject({ size: 1n });
  });

  it.each([
    ['a leading zero', `o\n01\n${ROOT}\n`],
    ['a negative size', `o\n-1\n${ROOT}\n`],
    ['a size in hex', `o\n0x1\n${ROOT}\n`],
    ['no size', `o\n\n${ROOT}\n`],
    ['no origin', `\n1\n${ROOT}\n`],
    ['a short root', `o\n1\n${Buffer.alloc(31).toString('base64')}\n`],
    ['a long root', `o\n1\n${Buffer.alloc(33).toString('base64')}\n`],
    ['a root in base64url', `o\n1\n${Buffer.alloc(32, 0xff).toString('base64url')}\n`],
    ['no root', 'o\n1\n'],
  ])('is none with %s', (_name, text) => {
    expect(parseCheckpoint(signed(text))).toBeNull();
  });

  it('is none without a signature', () => {
    expect(parseCheckpoint(`o\n1\n${ROOT}\n`)).toBeNull();
  });
});
