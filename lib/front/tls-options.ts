import { constants, randomBytes } from 'node:crypto';
import { createSecureContext, type SecureContextOptions } from 'node:tls';
import { AppError } from '@/lib/core/errors';
import { readServerCertificate } from '@/lib/pki';
import type { CertificatePem } from './contract';

/** RFC 9325 §4.2: only suites with forward secrecy and authenticated encryption. */
const CIPHERS = [
  'TLS_AES_256_GCM_SHA384',
  'TLS_CHACHA20_POLY1305_SHA256',
  'TLS_AES_128_GCM_SHA256',
  'ECDHE-ECDSA-AES128-GCM-SHA256',
  'ECDHE-RSA-AES128-GCM-SHA256',
  'ECDHE-ECDSA-AES256-GCM-SHA384',
  'ECDHE-RSA-AES256-GCM-SHA384',
  'ECDHE-ECDSA-CHACHA20-POLY1305',
  'ECDHE-RSA-CHACHA20-POLY1305',
].join(':');
const SIGNATURES =
  'ecdsa_secp256r1_sha256:ecdsa_secp384r1_sha384:ed25519:rsa_pss_rsae_sha256:rsa_pss_rsae_sha384:' +
  'rsa_pss_rsae_sha512:rsa_pkcs1_sha256:rsa_pkcs1_sha384:rsa_pkcs1_sha512';
const CLASSIC_GROUPS = 'X25519:P-256:P-384';

export function tlsOptions({ key, cert }: CertificatePem): SecureContextOptions {
  const { matchesKey } = readServerCertificate({ certificatePem: cert, privateKeyPem: key });
  if (matchesKey !== true) throw new AppError('invalid_input', 'The private key does not belong to the certificate.');
  return {
    key,
    cert,
    minVersion: 'TLSv1.2',
    ciphers: CIPHERS,
    sigalgs: SIGNATURES,
    ecdhCurve: groups(),
    honorCipherOrder: true,
    secureOptions: constants.SSL_OP_NO_RENEGOTIATION | constants.SSL_OP_NO_COMPRESSION,
  };
}

export const newTicketKeys = (): Buffer => randomBytes(48);

/** OpenSSL 3.5 (Node 24) knows the hybrid group; older ones refuse its name. */
function groups(): string {
  const hybrid = `X25519MLKEM768:${CLASSIC_GROUPS}`;
  try {
    createSecureContext({ ecdhCurve: hybrid });
    return hybrid;
  } catch {
    return CLASSIC_GROUPS;
  }
}
