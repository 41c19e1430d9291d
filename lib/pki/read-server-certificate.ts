import { createPrivateKey, type X509Certificate } from 'node:crypto';
import { AppError } from '@/lib/core/errors';
import { parseCertificate, sha256OfDer } from './fingerprint';

export type ServerCertificateFacts = {
  /** Host names and addresses of the subject's alternative names. */
  names: string[];
  notBefore: Date;
  notAfter: Date;
  sha256: string;
  /** Null when no key was given to compare with. */
  matchesKey: boolean | null;
};

export function readServerCertificate(input: {
  certificatePem: string;
  privateKeyPem?: string;
}): ServerCertificateFacts {
  const certificate = parseCertificate(input.certificatePem);
  return {
    names: namesOf(certificate),
    notBefore: new Date(certificate.validFrom),
    notAfter: new Date(certificate.validTo),
    sha256: sha256OfDer(certificate.raw),
    matchesKey: input.privateKeyPem === undefined ? null : certificate.checkPrivateKey(keyOf(input.privateKeyPem)),
  };
}

/** Node prints a name that holds a comma or quote as a JSON string, so that a name cannot pose as two. */
function namesOf(certificate: X509Certificate): string[] {
  const text = certificate.subjectAltName ?? '';
  const entries = text.matchAll(/(?:^|, )([A-Za-z ]+):("(?:[^"\\]|\\.)*"|[^,]*)/g);
  const names: string[] = [];
  for (const [, kind, value] of entries) {
    if (value === undefined || (kind !== 'DNS' && kind !== 'IP Address')) continue;
    names.push(value.startsWith('"') ? String(JSON.parse(value)) : value);
  }
  return names;
}

function keyOf(pem: string) {
  try {
    return createPrivateKey(pem);
  } catch (cause) {
    throw new AppError('invalid_input', 'This is not an unencrypted private key in PEM form.', {}, { cause });
  }
}
