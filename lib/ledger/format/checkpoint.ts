import { openNote } from './note';

/** C2SP tlog-checkpoint. */
export type Checkpoint = { origin: string; size: bigint; root: Buffer };

export const encodeCheckpoint = ({ origin, size, root }: Checkpoint): string =>
  `${origin}\n${size}\n${root.toString('base64')}\n`;

/** The body of a signed checkpoint; null when it is none. Its signatures are for the caller to check. */
export function parseCheckpoint(note: string): Checkpoint | null {
  const [origin, size, root] = openNote(note)?.text.split('\n') ?? [];
  if (!origin || !size || !root || !/^(0|[1-9]\d{0,18})$/.test(size)) return null;
  const bytes = Buffer.from(root, 'base64');
  if (bytes.length !== 32 || bytes.toString('base64') !== root) return null;
  return { origin, size: BigInt(size), root: bytes };
}
