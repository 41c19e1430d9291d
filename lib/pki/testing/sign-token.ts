import { createHash, sign, X509Certificate } from 'node:crypto';
import { encodeDer, encodeInteger, encodeOid, partsOf, readDer, TAG } from '../der';
import type { TimestampAuthority } from './timestamp-authority';

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest();
const sequence = (...parts: Buffer[]) => encodeDer(TAG.sequence, ...parts);
const set = (...parts: Buffer[]) => encodeDer(TAG.set, ...parts);
const octets = (bytes: Buffer) => encodeDer(TAG.octetString, bytes);

const SHA256 = sequence(encodeOid('2.16.840.1.101.3.4.2.1'), encodeDer(TAG.null));
const TST_INFO = '1.2.840.113549.1.9.16.1.4';
const attribute = (oid: string, value: Buffer) => sequence(encodeOid(oid), set(value));

/** A token that OpenSSL would not make: signed whatever its certificate is for, naming whichever certificate. */
export function signToken(
  { certificatePem, keyPem }: TimestampAuthority,
  digest: Buffer,
  nonce: bigint,
  { named = sha256(new X509Certificate(certificatePem).raw) }: { named?: Buffer } = {},
): Buffer {
  const { raw } = new X509Certificate(certificatePem);
  const [tbs] = partsOf(readDer(raw));
  const [, serial, , issuer] = tbs ? partsOf(tbs) : [];
  if (!serial || !issuer) throw new Error('no certificate');
  const time = new Date().toISOString().replace(/[-:T]|\.\d{3}/g, '');
  const info = sequence(
    encodeInteger(1n),
    encodeOid('1.2.3.4.1'),
    sequence(SHA256, octets(digest)),
    encodeInteger(7n),
    encodeDer(TAG.generalizedTime, Buffer.from(time)),
    encodeInteger(nonce),
  );
  const attributes = [
    attribute('1.2.840.113549.1.9.3', encodeOid(TST_INFO)),
    attribute('1.2.840.113549.1.9.4', octets(sha256(info))),
    attribute('1.2.840.113549.1.9.16.2.47', sequence(sequence(sequence(octets(named))))),
  ];
  const signer = sequence(
    encodeInteger(1n),
    sequence(issuer.whole, serial.whole),
    SHA256,
    encodeDer(0xa0, ...attributes),
    sequence(encodeOid('1.2.840.10045.4.3.2')),
    octets(sign('sha256', set(...attributes), keyPem)),
  );
  const content = sequence(encodeOid(TST_INFO), encodeDer(0xa0, octets(info)));
  const signed = sequence(encodeInteger(3n), set(SHA256), content, encodeDer(0xa0, raw), set(signer));
  return sequence(encodeOid('1.2.840.113549.1.7.2'), encodeDer(0xa0, signed));
}
