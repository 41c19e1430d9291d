import { createHash, createPublicKey, type KeyObject, sign as signBytes, verify as verifyBytes } from 'node:crypto';

/** C2SP signed-note. Ed25519 is signature type 1. */
const ED25519 = 0x01;
const SPKI_PREFIX = Buffer.from('302a300506032b6570032100', 'hex');

export type VerifierKey = { name: string; id: number; publicKey: KeyObject };
export type Signature = { name: string; id: number; signature: Buffer };

const isKeyName = (name: string) => name.length > 0 && !/[\s+]/u.test(name);

export const rawPublicKey = (key: KeyObject): Buffer =>
  (key.type === 'private' ? createPublicKey(key) : key).export({ type: 'spki', format: 'der' }).subarray(-32);

export function keyId(name: string, publicKey: Uint8Array): number {
  const hash = createHash('sha256')
    .update(`${name}\n`)
    .update(Buffer.from([ED25519]))
    .update(publicKey)
    .digest();
  return hash.readUInt32BE(0);
}

export function encodeVerifierKey(name: string, publicKey: Buffer): string {
  const id = keyId(name, publicKey).toString(16).padStart(8, '0');
  return `${name}+${id}+${Buffer.concat([Buffer.from([ED25519]), publicKey]).toString('base64')}`;
}

/** Null for anything that is not an Ed25519 verifier key whose id is its own. */
export function parseVerifierKey(vkey: string): VerifierKey | null {
  const match = /^([^\s+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/]+={0,2})$/.exec(vkey);
  if (!match?.[1] || !match[2] || !match[3]) return null;
  const bytes = Buffer.from(match[3], 'base64');
  if (bytes.length !== 33 || bytes[0] !== ED25519) return null;
  const raw = bytes.subarray(1);
  const id = Number.parseInt(match[2], 16);
  if (keyId(match[1], raw) !== id) return null;
  const publicKey = createPublicKey({ key: Buffer.concat([SPKI_PREFIX, raw]), format: 'der', type: 'spki' });
  return { name: match[1], id, publicKey };
}

export function signNote(text: string, name: string, key: KeyObject): string {
  if (!text.endsWith('\n') || !isKeyName(name))
    throw new RangeError('a note ends with a newline and its key has a name');
  const id = Buffer.alloc(4);
  id.writeUInt32BE(keyId(name, rawPublicKey(key)));
  return `${text}\n— ${name} ${Buffer.concat([id, signBytes(null, Buffer.from(text), key)]).toString('base64')}\n`;
}

/** Text and signature lines; null when it is no signed note. Unknown signatures are kept, their reader ignores them. */
export function openNote(note: string): { text: string; signatures: Signature[] } | null {
  const split = note.lastIndexOf('\n\n');
  if (split < 0 || !note.endsWith('\n')) return null;
  const signatures: Signature[] = [];
  for (const line of note.slice(split + 2, -1).split('\n')) {
    const match = /^— ([^\s+]+) ([A-Za-z0-9+/]+={0,2})$/u.exec(line);
    const bytes = match?.[2] ? Buffer.from(match[2], 'base64') : null;
    if (!match?.[1] || !bytes || bytes.length < 5) return null;
    signatures.push({ name: match[1], id: bytes.readUInt32BE(0), signature: bytes.subarray(4) });
  }
  return { text: note.slice(0, split + 1), signatures };
}

export function isSignedBy(note: string, key: VerifierKey): boolean {
  const opened = openNote(note);
  const signature = opened?.signatures.find(({ name, id }) => name === key.name && id === key.id);
  return Boolean(
    opened && signature && verifyBytes(null, Buffer.from(opened.text), key.publicKey, signature.signature),
  );
}
