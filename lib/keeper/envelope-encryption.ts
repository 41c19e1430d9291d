import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

/** AES-256-GCM; the associated data ties a ciphertext to the key it belongs to, so that two cannot be exchanged. */
export type Sealed = { iv: string; tag: string; data: string };

function seal(key: Buffer, plain: Buffer, associated: string): Sealed {
  const iv = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key, iv);
  cipher.setAAD(Buffer.from(associated));
  const data = Buffer.concat([cipher.update(plain), cipher.final()]);
  return { iv: iv.toString('base64'), tag: cipher.getAuthTag().toString('base64'), data: data.toString('base64') };
}

function open(key: Buffer, sealed: Sealed, associated: string): Buffer {
  const decipher = createDecipheriv('aes-256-gcm', key, Buffer.from(sealed.iv, 'base64'), { authTagLength: 16 });
  decipher.setAAD(Buffer.from(associated));
  decipher.setAuthTag(Buffer.from(sealed.tag, 'base64'));
  return Buffer.concat([decipher.update(Buffer.from(sealed.data, 'base64')), decipher.final()]);
}

export type Wrapped = { dek: Sealed; secret: Sealed };

/** KEK → DEK → secret: changing the KEK rewraps 32 bytes a key and touches no secret. */
export function wrap(kek: Buffer, secret: Buffer, id: string, version: number): Wrapped {
  const dek = randomBytes(32);
  return {
    dek: seal(kek, dek, `chainward/dek/${id}/${version}`),
    secret: seal(dek, secret, `chainward/key/${id}/${version}`),
  };
}

export function unwrap(kek: Buffer, wrapped: Wrapped, id: string, version: number): Buffer {
  return open(
    open(kek, wrapped.dek, `chainward/dek/${id}/${version}`),
    wrapped.secret,
    `chainward/key/${id}/${version}`,
  );
}
