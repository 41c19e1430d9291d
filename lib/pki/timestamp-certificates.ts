import { X509Certificate } from 'node:crypto';
import { type Der, DerError, expectTag, partsOf, readDer, readOid, TAG } from './der';

const OID = { extendedKeyUsage: '2.5.29.37', subjectKeyIdentifier: '2.5.29.14', timeStamping: '1.3.6.1.5.5.7.3.8' };
const MOST_CERTIFICATES = 16;
const LONGEST_CHAIN = 8;

export function certificateOf(der: Uint8Array): X509Certificate {
  try {
    return new X509Certificate(der);
  } catch {
    throw new DerError('a certificate that cannot be read');
  }
}

/** RFC 5652 §10.2.2: of the choices, plain certificates alone count here. */
export function readCertificates(element: Der | undefined): X509Certificate[] {
  const parts = element ? partsOf(element) : [];
  if (parts.length > MOST_CERTIFICATES) throw new DerError('too many certificates');
  return parts.filter(({ tag }) => tag === TAG.sequence).map(({ whole }) => certificateOf(whole));
}

/** RFC 5280 §4.1: serial, issuer and extensions in their own bytes, which Node does not give. */
function fieldsOf(certificate: X509Certificate) {
  const [tbs] = partsOf(readDer(certificate.raw), TAG.sequence);
  const parts = tbs ? partsOf(tbs, TAG.sequence) : [];
  const [serial, , issuer] = parts[0]?.tag === 0xa0 ? parts.slice(1) : parts;
  const extensions = parts.find(({ tag }) => tag === 0xa3);
  const [list] = extensions ? partsOf(extensions) : [];
  return { serial, issuer, extensions: list ? partsOf(list, TAG.sequence) : [] };
}

function findExtension(certificate: X509Certificate, oid: string): { critical: boolean; value: Buffer } | null {
  for (const extension of fieldsOf(certificate).extensions) {
    const [id, ...rest] = partsOf(extension, TAG.sequence);
    if (readOid(id) !== oid) continue;
    const critical = rest[0]?.tag === TAG.boolean && rest[0].content[0] === 0xff;
    return { critical, value: expectTag(rest.at(-1), TAG.octetString).content };
  }
  return null;
}

/** RFC 5652 §5.3: by issuer and serial number, or by the key's identifier. */
export function matchesSigner(certificate: X509Certificate, sid: Der): boolean {
  if (sid.tag === 0x80) {
    const identifier = findExtension(certificate, OID.subjectKeyIdentifier);
    return identifier !== null && readDer(identifier.value).content.equals(sid.content);
  }
  const [issuer, serial] = partsOf(sid, TAG.sequence);
  const own = fieldsOf(certificate);
  return Boolean(issuer && serial && own.issuer?.whole.equals(issuer.whole) && own.serial?.whole.equals(serial.whole));
}

/** RFC 3161 §2.3: the one extended usage there is, and critical. */
export function isForTimestampsOnly(certificate: X509Certificate): boolean {
  const usage = findExtension(certificate, OID.extendedKeyUsage);
  const purposes = usage ? partsOf(readDer(usage.value), TAG.sequence).map(readOid) : [];
  return usage?.critical === true && purposes.length === 1 && purposes[0] === OID.timeStamping;
}

const isValidAt = (certificate: X509Certificate, at: Date): boolean =>
  new Date(certificate.validFrom) <= at && at <= new Date(certificate.validTo);

/** Whether issuers lead from here to a certificate that was trusted beforehand, each valid at that time. */
export function chainToTrusted(
  leaf: X509Certificate,
  pool: readonly X509Certificate[],
  trusted: readonly X509Certificate[],
  at: Date,
): boolean {
  const isTrusted = (certificate: X509Certificate) => trusted.some(({ raw }) => raw.equals(certificate.raw));
  let level = [leaf].filter((certificate) => isValidAt(certificate, at));
  const seen = new Set<string>();
  for (let depth = 0; depth < LONGEST_CHAIN && level.length > 0; depth += 1) {
    if (level.some(isTrusted)) return true;
    for (const certificate of level) seen.add(certificate.fingerprint256);
    level = pool.filter(
      (issuer) =>
        issuer.ca &&
        !seen.has(issuer.fingerprint256) &&
        isValidAt(issuer, at) &&
        level.some((certificate) => isIssuedBy(certificate, issuer)),
    );
  }
  return false;
}

function isIssuedBy(certificate: X509Certificate, issuer: X509Certificate): boolean {
  try {
    return certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey);
  } catch {
    return false;
  }
}

/** Every certificate of a text of PEM blocks. */
export function readTrusted(pem: string): X509Certificate[] {
  const blocks = pem.match(/-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/g) ?? [];
  if (blocks.length === 0) throw new DerError('no certificate in PEM form');
  if (blocks.length > MOST_CERTIFICATES) throw new DerError('too many certificates');
  return blocks.map((block) => certificateOf(Buffer.from(block)));
}
