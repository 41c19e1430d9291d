import { createHash, verify } from 'node:crypto';
import { openNote, parseVerifierKey } from '@/lib/ledger/format/note';

/** A reader of bundles in the words of their description alone, sharing no code with their writer. */

export type Line = Record<string, unknown>;
export type Bundle = { header: Line; rows: Line[]; nodes: Line[]; trailer: Line };

const sha256 = (...parts: (Buffer | string)[]): Buffer => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
};

export function readBundle(bytes: Buffer): Bundle {
  const lines = bytes.toString('utf8').split('\n');
  if (lines.pop() !== '') throw new Error('the last line is cut');
  const [header = {}, ...rest] = lines.map((line) => JSON.parse(line) as Line);
  const trailer = rest.pop() ?? {};
  const before = bytes.subarray(0, bytes.lastIndexOf('\n', bytes.length - 2) + 1);
  if (sha256(before).toString('hex') !== trailer.sha256) throw new Error('the trailer names another digest');
  const rows = rest.slice(0, Number(header.rows));
  return { header, rows, nodes: rest.slice(rows.length), trailer };
}

export function leafOf({ seq, sealedAt, prev, record }: Line): Buffer {
  const entry = Buffer.alloc(88);
  entry.write('43574c4f47000001', 'hex');
  entry.writeBigUInt64BE(BigInt(String(seq)), 8);
  entry.writeBigUInt64BE(BigInt(String(sealedAt)), 16);
  entry.write(String(prev), 24, 'hex');
  sha256('chainward/record/v1\n', String(record)).copy(entry, 56);
  return sha256(Buffer.from([0]), entry);
}

/** The root that rows and nodes give: each node is taken where the walk needs one, and none may be left. */
export function rootOf({ rows, nodes }: Pick<Bundle, 'rows' | 'nodes'>, size: number): string {
  const leaves = new Map(rows.map((row) => [Number(row.seq), leafOf(row)]));
  const left = nodes.map((node) => String(node.hash));
  const walk = (lo: number, hi: number): Buffer => {
    const own = hi - lo === 1 ? leaves.get(lo) : undefined;
    if (own) return own;
    const width = hi - lo;
    if (Number.isInteger(Math.log2(width)) && ![...leaves.keys()].some((seq) => seq >= lo && seq < hi))
      return Buffer.from(left.shift() ?? '', 'hex');
    const middle = lo + 2 ** Math.ceil(Math.log2(width) - 1);
    return sha256(Buffer.from([1]), walk(lo, middle), walk(middle, hi));
  };
  const root = walk(0, size);
  if (left.length > 0) throw new Error(`${left.length} nodes are too many`);
  return root.toString('base64');
}

/** Size and root of a checkpoint, if this key has signed it. */
export function signedHead(note: unknown, vkey: string): { origin: string; size: number; root: string } | null {
  const opened = openNote(String(note));
  const key = parseVerifierKey(vkey);
  const signature = opened?.signatures.find(({ id }) => id === key?.id);
  if (!opened || !key || !signature) return null;
  if (!verify(null, Buffer.from(opened.text), key.publicKey, signature.signature)) return null;
  const [origin = '', size = '', root = ''] = opened.text.split('\n');
  return { origin, size: Number(size), root };
}

export const leafDigest = (rows: readonly Line[]): string => sha256(...rows.map(leafOf)).toString('hex');
