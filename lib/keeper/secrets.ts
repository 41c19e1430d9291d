import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { AppError } from '@/lib/core/errors';

const PREFIX = 'cws1.';
const IV_BYTES = 12;
const TAG_BYTES = 16;

const keyFor = (master: Buffer, purpose: string): Buffer =>
  Buffer.from(hkdfSync('sha256', master, Buffer.alloc(0), `chainward/secret/${purpose}`, 32));

/** AES-256-GCM under a key of this purpose alone: what was sealed for one thing does not open as another's. */
export function sealSecret(master: Buffer, purpose: string, plaintext: Buffer): string {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv('aes-256-gcm', keyFor(master, purpose), iv);
  cipher.setAAD(Buffer.from(purpose));
  const data = Buffer.concat([cipher.update(plaintext), cipher.final()]);
  return `${PREFIX}${Buffer.concat([iv, cipher.getAuthTag(), data]).toString('base64url')}`;
}

export function openSecret(master: Buffer, purpose: string, sealed: string): Buffer {
  try {
    if (!sealed.startsWith(PREFIX)) throw new Error('another form');
    const bytes = Buffer.from(sealed.slice(PREFIX.length), 'base64url');
    const decipher = createDecipheriv('aes-256-gcm', keyFor(master, purpose), bytes.subarray(0, IV_BYTES), {
      authTagLength: TAG_BYTES,
    });
    decipher.setAAD(Buffer.from(purpose));
    decipher.setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
    return Buffer.concat([decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES)), decipher.final()]);
  } catch {
    throw new AppError('conflict', `This is not a secret that this keeper sealed for “${purpose}”`);
  }
}
