import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
} from 'node:crypto';

const EC = { name: 'ECDSA', namedCurve: 'P-256' } as const;

export const SIGNING_ALGORITHM = { name: 'ECDSA', hash: 'SHA-256' } as const;

export const newEcKey = (): KeyObject => generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;

export const signingKeyOf = (key: KeyObject): Promise<CryptoKey> =>
  crypto.subtle.importKey('pkcs8', new Uint8Array(key.export({ format: 'der', type: 'pkcs8' })), EC, false, ['sign']);

export const publicKeyOf = (key: KeyObject): Promise<CryptoKey> =>
  crypto.subtle.importKey('spki', new Uint8Array(spkiOf(key)), EC, true, ['verify']);

/** RFC 7093 §2 method 1: 160 bits of SHA-256 over the key's bit string; RFC 5280's own method is SHA-1. */
export function keyIdentifierOf(key: KeyObject): string {
  const point = spkiOf(key).subarray(-65);
  return createHash('sha256').update(point).digest('hex').slice(0, 40);
}

/** RFC 5280 §4.1.2.2 wants a positive integer; the second bit set keeps all sixteen octets in the encoding. */
export function randomSerial(): string {
  const bytes = randomBytes(16);
  bytes[0] = ((bytes[0] ?? 0) & 0x3f) | 0x40;
  return bytes.toString('hex');
}

export const privateKeyFromDer = (pkcs8: Uint8Array): KeyObject =>
  createPrivateKey({ key: Buffer.from(pkcs8), format: 'der', type: 'pkcs8' });

function spkiOf(key: KeyObject): Buffer {
  const publicKey = key.type === 'private' ? createPublicKey(key) : key;
  return publicKey.export({ format: 'der', type: 'spki' });
}
