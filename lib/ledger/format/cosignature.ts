import { createHash, createPublicKey, type KeyObject, sign as signBytes, verify as verifyBytes } from 'node:crypto';
import { openNote, rawPublicKey } from './note';

/** C2SP tlog-cosignature, Ed25519: signature type 4, with a time in front of the signature. */
const COSIGNATURE = 0x04;
const SPKI_PREFIX = Buffer.from('302a300506032b6570032100', 'hex');
/** The end of the year 9999: what lies behind it is no time that anybody meant. */
const LATEST = 253_402_300_799n;

export type WitnessKey = { name: string; id: number; publicKey: KeyObject };

function idOf(name: string, raw: Uint8Array): number {
  const type = Buffer.from([COSIGNATURE]);
  return createHash('sha256').update(`${name}\n`).update(type).update(raw).digest().readUInt32BE(0);
}

export function encodeWitnessKey(name: string, publicKey: KeyObject): string {
  const raw = rawPublicKey(publicKey);
  const id = idOf(name, raw).toString(16).padStart(8, '0');
  return `${name}+${id}+${Buffer.concat([Buffer.from([COSIGNATURE]), raw]).toString('base64')}`;
}

/** Null for anything that is not an Ed25519 key for cosignatures whose id is its own. */
export function parseWitnessKey(vkey: string): WitnessKey | null {
  const match = /^([^\s+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/]+={0,2})$/.exec(vkey);
  if (!match?.[1] || !match[2] || !match[3]) return null;
  const bytes = Buffer.from(match[3], 'base64');
  if (bytes.length !== 33 || bytes[0] !== COSIGNATURE) return null;
  const raw = bytes.subarray(1);
  const id = Number.parseInt(match[2], 16);
  if (idOf(match[1], raw) !== id) return null;
  const publicKey = createPublicKey({ key: Buffer.concat([SPKI_PREFIX, raw]), format: 'der', type: 'spki' });
  return { name: match[1], id, publicKey };
}

const messageOf = (text: string, seconds: bigint): Buffer => Buffer.from(`cosignature/v1\ntime ${seconds}\n${text}`);

/** The signature line, with its newline, by which a witness says that it has seen this checkpoint at that time. */
export function cosign(text: string, name: string, key: KeyObject, at: Date): string {
  const seconds = BigInt(Math.floor(at.getTime() / 1000));
  const head = Buffer.alloc(12);
  head.writeUInt32BE(idOf(name, rawPublicKey(key)));
  head.writeBigUInt64BE(seconds, 4);
  const signature = signBytes(null, messageOf(text, seconds), key);
  return `— ${name} ${Buffer.concat([head, signature]).toString('base64')}\n`;
}

/** When this witness cosigned the note; null when it did not. Lines of other keys are passed over. */
export function findCosignature(note: string, key: WitnessKey): Date | null {
  const opened = openNote(note);
  for (const { name, id, signature } of opened?.signatures ?? []) {
    if (name !== key.name || id !== key.id || signature.length !== 72) continue;
    const seconds = signature.readBigUInt64BE();
    const message = messageOf(opened?.text ?? '', seconds);
    if (seconds > LATEST || !verifyBytes(null, message, key.publicKey, signature.subarray(8))) continue;
    return new Date(Number(seconds) * 1000);
  }
  return null;
}

/** The note with the signature lines it does not have yet; others stay as they are. */
export function addSignatures(note: string, lines: string): string {
  const had = new Set(note.slice(note.lastIndexOf('\n\n') + 2).split('\n'));
  const more = lines.split('\n').filter((line) => line !== '' && !had.has(line));
  return more.reduce((whole, line) => `${whole}${line}\n`, note);
}
