import { parseCheckpoint } from '../format/checkpoint';

export type NoteBody = { origin: string; size: number; root: Buffer };

/** What a checkpoint says, whether or not any signature is left under it: a stripped one is still to be named for what it is. */
export function readBody(note: string): NoteBody | null {
  const whole = parseCheckpoint(note);
  if (whole) return { ...whole, size: Number(whole.size) };
  const text = note.split('\n\n', 1)[0]?.trimEnd().split('\n') ?? [];
  const [origin, size = '', root = ''] = text;
  const bytes = Buffer.from(root, 'base64');
  if (text.length < 3 || !origin || !/^(0|[1-9]\d{0,15})$/.test(size) || bytes.length !== 32) return null;
  return bytes.toString('base64') === root ? { origin, size: Number(size), root: bytes } : null;
}
