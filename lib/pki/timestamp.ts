import { createHash, verify as verifyBytes, type X509Certificate } from 'node:crypto';
import { AppError } from '@/lib/core/errors';
import {
  type Der,
  DerError,
  encodeDer,
  encodeInteger,
  encodeOid,
  expectTag,
  partsOf,
  readDer,
  readGeneralizedTime,
  readInteger,
  readOid,
  TAG,
} from './der';
import { chainToTrusted, isForTimestampsOnly, matchesSigner, readCertificates } from './timestamp-certificates';

const OID = {
  sha256: '2.16.840.1.101.3.4.2.1',
  signedData: '1.2.840.113549.1.7.2',
  tstInfo: '1.2.840.113549.1.9.16.1.4',
  contentType: '1.2.840.113549.1.9.3',
  messageDigest: '1.2.840.113549.1.9.4',
  signingCertificate: '1.2.840.113549.1.9.16.2.12',
  signingCertificateV2: '1.2.840.113549.1.9.16.2.47',
  ed25519: '1.3.101.112',
} as const;

/** SHA-1 is left out on purpose; ESSCertID alone may use it (RFC 2634), where the chain decides who signed. */
const DIGESTS: Readonly<Record<string, string>> = {
  [OID.sha256]: 'sha256',
  '2.16.840.1.101.3.4.2.2': 'sha384',
  '2.16.840.1.101.3.4.2.3': 'sha512',
};
const SIGNATURES: Readonly<Record<string, string | null>> = {
  '1.2.840.113549.1.1.1': null,
  '1.2.840.113549.1.1.11': 'sha256',
  '1.2.840.113549.1.1.12': 'sha384',
  '1.2.840.113549.1.1.13': 'sha512',
  '1.2.840.10045.4.3.2': 'sha256',
  '1.2.840.10045.4.3.3': 'sha384',
  '1.2.840.10045.4.3.4': 'sha512',
  [OID.ed25519]: null,
};

export class TimestampError extends AppError {
  constructor(message: string) {
    super('invalid_input', message);
  }
}

const explicit = (element: Der | undefined, tag: number): Der => {
  const [inner, more] = partsOf(expectTag(element, tag));
  if (!inner || more) throw new DerError('not exactly one value behind a tag');
  return inner;
};

/** RFC 3161 §2.4.1, with SHA-256 and the wish for the authority's certificates. */
export function encodeTimestampRequest(digest: Buffer, nonce: bigint): Buffer {
  const algorithm = encodeDer(TAG.sequence, encodeOid(OID.sha256), encodeDer(TAG.null));
  return encodeDer(
    TAG.sequence,
    encodeInteger(1n),
    encodeDer(TAG.sequence, algorithm, encodeDer(TAG.octetString, digest)),
    encodeInteger(nonce),
    encodeDer(TAG.boolean, Buffer.from([0xff])),
  );
}

/** RFC 3161 §2.4.2: the token of an answer that grants one. What a refusal says in words is a stranger's and not repeated. */
export function readTimestampResponse(response: Uint8Array): Buffer {
  const [info, token] = partsOf(readDer(response), TAG.sequence);
  const [status] = info ? partsOf(info, TAG.sequence) : [];
  const code = readInteger(status);
  if (code !== 0n && code !== 1n) throw new TimestampError(`The time stamp authority refused, with status ${code}`);
  if (!token) throw new TimestampError('The time stamp authority granted a time stamp and sent none');
  return token.whole;
}

type Attributes = ReadonlyMap<string, Der>;

/** RFC 5652 §5.3: each attribute once, with one value. */
function readAttributes(element: Der): Attributes {
  const attributes = new Map<string, Der>();
  for (const attribute of partsOf(element)) {
    const [type, values] = partsOf(attribute, TAG.sequence);
    const oid = readOid(type);
    if (!values || attributes.has(oid)) throw new DerError('a signed attribute twice or without value');
    attributes.set(oid, explicit(values, TAG.set));
  }
  return attributes;
}

/** RFC 5816 §2.2.1: the signature itself names the certificate, so that no other one with the same key stands in for it. */
function isCertificateSigned(attributes: Attributes, certificate: X509Certificate): boolean {
  const [v2, v1] = [attributes.get(OID.signingCertificateV2), attributes.get(OID.signingCertificate)];
  const signed = v2 ?? v1;
  const [list] = signed ? partsOf(signed, TAG.sequence) : [];
  const [first] = list ? partsOf(list, TAG.sequence) : [];
  if (!first) throw new TimestampError('The time stamp does not name the certificate it was signed with');
  const parts = partsOf(first, TAG.sequence);
  const named = v2 && parts[0]?.tag === TAG.sequence ? readOid(partsOf(parts[0])[0]) : OID.sha256;
  const hash = v2 ? DIGESTS[named] : 'sha1';
  const digest = parts.find(({ tag }) => tag === TAG.octetString);
  return Boolean(hash && digest && createHash(hash).update(certificate.raw).digest().equals(digest.content));
}

type Signed = { info: Buffer; certificate: X509Certificate; pool: X509Certificate[] };

/** RFC 5652 §5.4: one signer, whose signature covers the attributes, whose digest covers the content. */
function openSigned(token: Uint8Array, trusted: readonly X509Certificate[]): Signed {
  const [type, signedData] = partsOf(readDer(token), TAG.sequence);
  if (readOid(type) !== OID.signedData) throw new DerError('this is no signed message');
  const [, , content, ...rest] = partsOf(explicit(signedData, 0xa0), TAG.sequence);
  const [contentType, wrapped] = content ? partsOf(content, TAG.sequence) : [];
  if (readOid(contentType) !== OID.tstInfo) throw new DerError('what is signed is no time stamp');
  const info = expectTag(explicit(wrapped, 0xa0), TAG.octetString).content;
  const pool = [...readCertificates(rest.find(({ tag }) => tag === 0xa0)), ...trusted];
  const signer = explicit(rest.at(-1), TAG.set);
  const [, sid, digestAlgorithm, attributes, signatureAlgorithm, signature] = partsOf(signer, TAG.sequence);
  if (!sid || !digestAlgorithm || attributes?.tag !== 0xa0 || !signatureAlgorithm)
    throw new DerError('the signer is not described whole');

  const certificate = pool.find((candidate) => matchesSigner(candidate, sid));
  if (!certificate) throw new TimestampError('The certificate that signed the time stamp was not sent');
  const hash = DIGESTS[readOid(partsOf(digestAlgorithm, TAG.sequence)[0])];
  const signatureOid = readOid(partsOf(signatureAlgorithm, TAG.sequence)[0]);
  const signatureHash = SIGNATURES[signatureOid];
  if (!hash || signatureHash === undefined)
    throw new TimestampError('The time stamp uses an algorithm not accepted here');

  const signedAttributes = readAttributes(attributes);
  const digest = expectTag(signedAttributes.get(OID.messageDigest), TAG.octetString).content;
  const isContent =
    readOid(signedAttributes.get(OID.contentType)) === OID.tstInfo &&
    createHash(hash).update(info).digest().equals(digest);
  if (!isContent) throw new TimestampError('The time stamp is not what its signature covers');
  if (!isCertificateSigned(signedAttributes, certificate))
    throw new TimestampError('The time stamp names another certificate than the one that signed it');
  const covered = Buffer.concat([Buffer.from([TAG.set]), attributes.whole.subarray(1)]);
  const algorithm = signatureOid === OID.ed25519 ? null : (signatureHash ?? hash);
  const bytes = expectTag(signature, TAG.octetString).content;
  if (!isVerified(algorithm, covered, certificate, bytes))
    throw new TimestampError('The time stamp’s signature is wrong');
  return { info, certificate, pool };
}

function isVerified(algorithm: string | null, data: Buffer, certificate: X509Certificate, signature: Buffer): boolean {
  try {
    return verifyBytes(algorithm, data, certificate.publicKey, signature);
  } catch {
    return false;
  }
}

export type Timestamp = { time: Date; serial: string; policy: string; subject: string; certificateSha256: string };

export type TimestampQuestion = {
  token: Uint8Array;
  /** SHA-256 of what was stamped. */
  digest: Buffer;
  /** What was asked with; null when that is not known any more. */
  nonce: bigint | null;
  /** Roots, intermediates or the authority's own certificate: one of them must end the chain. */
  trusted: readonly X509Certificate[];
};

/** RFC 3161 §2.2, whole; throws with the reason. The token proves that its digest existed at its time. */
export function verifyTimestamp({ token, digest, nonce, trusted }: TimestampQuestion): Timestamp {
  const { info, certificate, pool } = openSigned(token, trusted);
  const [version, policy, imprint, serial, time, ...rest] = partsOf(readDer(info), TAG.sequence);
  if (readInteger(version) !== 1n || !imprint) throw new DerError('a time stamp of another version');
  const [algorithm, hashed] = partsOf(imprint, TAG.sequence);
  const isOurs =
    readOid(algorithm && partsOf(algorithm, TAG.sequence)[0]) === OID.sha256 &&
    expectTag(hashed, TAG.octetString).content.equals(digest);
  if (!isOurs) throw new TimestampError('The time stamp is for something else');
  const answered = rest.find(({ tag }) => tag === TAG.integer);
  if (nonce !== null && (!answered || readInteger(answered) !== nonce))
    throw new TimestampError('The time stamp answers another request');
  if (!isForTimestampsOnly(certificate))
    throw new TimestampError('The certificate that signed the time stamp is not one for time stamps alone');
  const at = readGeneralizedTime(time);
  if (!chainToTrusted(certificate, pool, trusted, at))
    throw new TimestampError('The time stamp authority’s certificate leads to none that is trusted here');
  return {
    time: at,
    serial: readInteger(serial).toString(16),
    policy: readOid(policy),
    subject: certificate.subject.replaceAll('\n', ', '),
    certificateSha256: createHash('sha256').update(certificate.raw).digest('hex'),
  };
}
