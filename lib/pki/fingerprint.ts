import { createHash, X509Certificate } from 'node:crypto';
import { AppError } from '@/lib/core/errors';

/** SHA-256 of the DER is a certificate's identity everywhere: 64 lower-case hex digits. */
export const sha256OfDer = (der: Uint8Array): string => createHash('sha256').update(der).digest('hex');

/** Of the first certificate in the text, as files of servers put the leaf first (RFC 8446 §4.4.2). */
export function sha256OfPem(pem: string): string {
  return sha256OfDer(parseCertificate(pem).raw);
}

/** The form people compare by eye: upper-case pairs with colons, as openssl and browsers print it. */
export const printableFingerprint = (hex: string): string => (hex.toUpperCase().match(/../g) ?? []).join(':');

export function parseCertificate(pem: string): X509Certificate {
  try {
    return new X509Certificate(pem);
  } catch (cause) {
    throw new AppError('invalid_input', 'This is not a certificate in PEM form.', {}, { cause });
  }
}
