import 'reflect-metadata';
import type { KeyObject } from 'node:crypto';
import { isIP } from 'node:net';
import * as x509 from '@peculiar/x509';
import { AppError } from '@/lib/core/errors';
import { sha256OfDer } from './fingerprint';
import { keyIdentifierOf, newEcKey, publicKeyOf, randomSerial, SIGNING_ALGORITHM, signingKeyOf } from './key-material';

export type BootstrapAuthority = { certificatePem: string; privateKey: KeyObject };

export type ServerCertificate = {
  certificatePem: string;
  /** The leaf, then the authority: what a server sends. */
  chainPem: string;
  privateKeyPem: string;
  sha256: string;
  notAfter: Date;
};

export type IssueServerCertificateInput = {
  authority: BootstrapAuthority;
  commonName: string;
  dnsNames: readonly string[];
  ipAddresses: readonly string[];
  now: Date;
  days?: number;
};

const DAY = 86_400_000;
const AUTHORITY_YEARS = 10;
/** Clocks of visitors are a little behind ours on the very day of the installation. */
const BACKDATE = 5 * 60_000;
const DNS_NAME = /^(?=.{1,253}$)(\*\.)?([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?\.)*[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/i;

export async function createBootstrapAuthority(input: { name: string; now: Date }): Promise<BootstrapAuthority> {
  const privateKey = newEcKey();
  const notAfter = startOf(input.now);
  notAfter.setUTCFullYear(notAfter.getUTCFullYear() + AUTHORITY_YEARS);
  const keyId = keyIdentifierOf(privateKey);
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    name: nameOf(input.name),
    keys: { privateKey: await signingKeyOf(privateKey), publicKey: await publicKeyOf(privateKey) },
    serialNumber: randomSerial(),
    notBefore: startOf(input.now),
    notAfter,
    signingAlgorithm: SIGNING_ALGORITHM,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      new x509.SubjectKeyIdentifierExtension(keyId),
      new x509.AuthorityKeyIdentifierExtension(keyId),
    ],
  });
  return { certificatePem: pemOf(certificate), privateKey };
}

export async function issueServerCertificate(input: IssueServerCertificateInput): Promise<ServerCertificate> {
  const { authority, now, days = 365 } = input;
  const issuer = new x509.X509Certificate(authority.certificatePem);
  const notBefore = startOf(now);
  const notAfter = new Date(Math.min(notBefore.getTime() + days * DAY - 1000, issuer.notAfter.getTime()));
  if (notAfter <= now) throw new AppError('invalid_input', 'The certificate would already have expired.');
  const privateKey = newEcKey();
  const certificate = await x509.X509CertificateGenerator.create({
    subject: nameOf(input.commonName),
    issuer: issuer.subjectName,
    publicKey: await publicKeyOf(privateKey),
    signingKey: await signingKeyOf(authority.privateKey),
    serialNumber: randomSerial(),
    notBefore,
    notAfter,
    signingAlgorithm: SIGNING_ALGORITHM,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
      new x509.SubjectAlternativeNameExtension(alternativeNames(input)),
      new x509.SubjectKeyIdentifierExtension(keyIdentifierOf(privateKey)),
      new x509.AuthorityKeyIdentifierExtension(keyIdentifierOf(authority.privateKey)),
    ],
  });
  const certificatePem = pemOf(certificate);
  return {
    certificatePem,
    chainPem: certificatePem + authority.certificatePem,
    privateKeyPem: privateKey.export({ format: 'pem', type: 'pkcs8' }).toString(),
    sha256: sha256OfDer(new Uint8Array(certificate.rawData)),
    notAfter,
  };
}

/** RFC 6125 §6.4.4: clients look at the alternative names only, so there has to be at least one. */
function alternativeNames(input: IssueServerCertificateInput): x509.JsonGeneralNames {
  const dns = [...new Set(input.dnsNames.map((name) => name.toLowerCase()))];
  const addresses = [...new Set(input.ipAddresses)];
  const bad = dns.find((name) => !DNS_NAME.test(name)) ?? addresses.find((address) => isIP(address) === 0);
  if (bad !== undefined) throw new AppError('invalid_input', `Not a host name or address: ${JSON.stringify(bad)}`);
  if (dns.length + addresses.length === 0) throw new AppError('invalid_input', 'A server certificate needs a name.');
  return [
    ...dns.map((value) => ({ type: 'dns', value }) as const),
    ...addresses.map((value) => ({ type: 'ip', value }) as const),
  ];
}

/** As an object, because the library reads quotes and '#' in a plain string as syntax and changes the name. */
function nameOf(commonName: string): x509.Name {
  // RFC 5280 appendix A.1: ub-common-name is 64 characters.
  if (commonName.length === 0 || commonName.length > 64) {
    throw new AppError('invalid_input', 'A common name has 1 to 64 characters.');
  }
  return new x509.Name([{ CN: [{ utf8String: commonName }] }]);
}

const startOf = (now: Date): Date => new Date(Math.floor((now.getTime() - BACKDATE) / 1000) * 1000);

const pemOf = (certificate: x509.X509Certificate): string => `${certificate.toString('pem').trim()}\n`;
