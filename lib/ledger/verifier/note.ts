import { concat, fromBase64, utf8 } from './bytes';
import { CouldNotLook, type Platform } from './platform';
import { sha256 } from './sha256';

/** C2SP signed-note. Ed25519 is signature type 1. */
const ED25519 = 0x01;

export type VerifierKey = { name: string; id: number; publicKey: Uint8Array };
export type Signature = { name: string; id: number; signature: Uint8Array };
export type Note = { text: string; signatures: Signature[] };

const idOf = (bytes: Uint8Array): number => new DataView(bytes.buffer, bytes.byteOffset).getUint32(0);

/** Null for anything that is not an Ed25519 verifier key whose id is its own. */
export function parseVerifierKey(vkey: string): VerifierKey | null {
  const match = /^([^\s+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/]+={0,2})$/.exec(vkey);
  const [, name = '', id = '', key = ''] = match ?? [];
  const bytes = match && fromBase64(key);
  if (bytes?.length !== 33 || bytes[0] !== ED25519) return null;
  const own = idOf(sha256(utf8(`${name}\n`), bytes));
  return own === Number.parseInt(id, 16) ? { name, id: own, publicKey: bytes.slice(1) } : null;
}

/** Text and signature lines; null when it is no signed note. */
export function openNote(note: string): Note | null {
  const split = note.lastIndexOf('\n\n');
  if (split < 0 || !note.endsWith('\n')) return null;
  const signatures: Signature[] = [];
  for (const line of note.slice(split + 2, -1).split('\n')) {
    const [, name, base64] = /^— ([^\s+]+) ([A-Za-z0-9+/]+={0,2})$/u.exec(line) ?? [];
    const bytes = base64 ? fromBase64(base64) : null;
    if (!name || !bytes || bytes.length < 5) return null;
    signatures.push({ name, id: idOf(bytes), signature: bytes.slice(4) });
  }
  return { text: note.slice(0, split + 1), signatures };
}

/** C2SP tlog-checkpoint. */
export type Checkpoint = { origin: string; size: number; root: Uint8Array; note: Note };

export function parseCheckpoint(signed: string): Checkpoint | null {
  const note = openNote(signed);
  const [origin, size, root] = note?.text.split('\n') ?? [];
  const bytes = root ? fromBase64(root) : null;
  if (!note || !origin || !size || !/^(0|[1-9]\d{0,15})$/.test(size) || bytes?.length !== 32) return null;
  return Number.isSafeInteger(Number(size)) ? { origin, size: Number(size), root: bytes, note } : null;
}

async function isGood(
  subtle: SubtleCrypto,
  { publicKey }: VerifierKey,
  text: string,
  signature: Uint8Array,
): Promise<boolean> {
  let key: CryptoKey;
  try {
    key = await subtle.importKey('raw', concat(publicKey), 'Ed25519', false, ['verify']);
  } catch (error) {
    if (error instanceof Error && error.name === 'NotSupportedError')
      throw new CouldNotLook('This program cannot check Ed25519 signatures; use a newer browser, or Node 18 or newer');
    return false;
  }
  return subtle.verify('Ed25519', key, concat(signature), concat(utf8(text))).catch(() => false);
}

export type Signed = 'good' | 'bad' | 'absent';

/** Whether one of the keys signed the note; `absent` when none of them even claims to. */
export async function checkSignature(
  note: Note,
  keys: readonly VerifierKey[],
  { subtle }: Platform,
): Promise<{ signed: Signed; by: VerifierKey | null }> {
  let signed: Signed = 'absent';
  for (const key of keys) {
    const claims = note.signatures.filter(({ name, id }) => name === key.name && id === key.id);
    if (claims.length === 0) continue;
    if (!subtle)
      throw new CouldNotLook('Signatures cannot be checked here: the page needs https, or to be opened as a file');
    for (const { signature } of claims)
      if (await isGood(subtle, key, note.text, signature)) return { signed: 'good', by: key };
    signed = 'bad';
  }
  return { signed, by: null };
}
