import { createHash, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { canonicalize } from '@/lib/core/canonical-json';
import { microsToRecordTime } from '@/lib/core/time';
import { encodeCheckpoint } from '../format/checkpoint';
import { encodeEntry, leafHash, ZERO_HASH } from '../format/entry';
import { Frontier } from '../format/merkle';
import { encodeVerifierKey, rawPublicKey, signNote } from '../format/note';
import { recordDigest } from '../format/record';

/** Exports made from the format's description alone, without database, keeper and the product's writer. */
export const EXPORT_ORIGIN = 'chainward/0123456789ab';
const BEGAN = 1_763_625_330_123_456n;

export type LogRow = { seq: number; micros: bigint; prev: Buffer; record: string; leaf: Buffer };
export type Fields = Record<string, unknown>;

export const envelopeOf = (seq: number, fields: Fields = {}): Fields => ({
  v: 1,
  id: `019a9f5a-0000-7000-8000-${seq.toString(16).padStart(12, '0')}`,
  occurredAt: microsToRecordTime(BEGAN + BigInt(seq) * 1_000_037n),
  recordedAt: microsToRecordTime(BEGAN + BigInt(seq) * 1_000_037n + 411n),
  module: 'system',
  activity: 'started',
  class: 'system',
  status: 'success',
  severity: 'info',
  summary: `Something happened for the ${seq}th time.`,
  actor: { type: 'user', id: 'u1', name: 'Ada', method: 'password', roles: ['admin'] },
  ...fields,
});

export class FileLog {
  readonly rows: LogRow[] = [];
  private key: KeyObject;
  vkey: string;

  constructor(readonly origin = EXPORT_ORIGIN) {
    this.key = generateKeyPairSync('ed25519').privateKey;
    this.vkey = encodeVerifierKey(origin, rawPublicKey(this.key));
    this.add({ module: 'system', activity: 'ledger_started', details: { origin, vkey: this.vkey, format: 1 } });
  }

  /** The same log in other hands. */
  changeKey(): void {
    this.key = generateKeyPairSync('ed25519').privateKey;
    this.vkey = encodeVerifierKey(this.origin, rawPublicKey(this.key));
  }

  add(fields: Fields = {}, at?: bigint): LogRow {
    const seq = this.rows.length;
    const prev = this.rows.at(-1)?.leaf ?? ZERO_HASH;
    const micros = at ?? BEGAN + BigInt(seq) * 1_000_037n + 5_000n;
    const record = canonicalize(envelopeOf(seq, fields));
    const leaf = leafHash(encodeEntry(BigInt(seq), micros, prev, recordDigest(Buffer.from(record))));
    const row = { seq, micros, prev, record, leaf: Buffer.from(leaf) };
    this.rows.push(row);
    return row;
  }

  grow(count: number): this {
    for (let i = 0; i < count; i += 1) this.add();
    return this;
  }

  checkpoint(size = this.rows.length): string {
    const frontier = Frontier.empty();
    for (const { leaf } of this.rows.slice(0, size)) frontier.append(leaf);
    const text = encodeCheckpoint({ origin: this.origin, size: BigInt(size), root: frontier.root() });
    return signNote(text, this.origin, this.key);
  }
}

export type NodeRow = { level: number; index: number; hash: Buffer };
export type FileHeader = {
  format: string;
  origin: string;
  vkeys: string[];
  checkpoint: string;
  anchored: string | null;
  filter: Fields;
  contiguous: boolean;
  rows: number;
};
export type ExportFile = { header: FileHeader; rows: LogRow[]; nodes: NodeRow[] };

function subtree(rows: readonly LogRow[], lo: number, hi: number): Buffer {
  const frontier = Frontier.empty();
  for (const { leaf } of rows.slice(lo, hi)) frontier.append(leaf);
  return frontier.root();
}

/** The description's own words, without regard to speed. */
function walk(all: readonly LogRow[], picked: Set<number>, anchored: number, lo: number, hi: number): NodeRow[] {
  const width = hi - lo;
  const holdsRow = [...picked].some((seq) => seq >= lo && seq < hi);
  const reachesOver = lo < anchored && anchored < hi;
  if (width === 1 && holdsRow) return [];
  if (!holdsRow && !reachesOver && Number.isInteger(Math.log2(width)))
    return [{ level: Math.log2(width), index: lo / width, hash: subtree(all, lo, hi) }];
  const middle = lo + 2 ** Math.ceil(Math.log2(width) - 1);
  return [...walk(all, picked, anchored, lo, middle), ...walk(all, picked, anchored, middle, hi)];
}

type Wish = { pick?: (seq: number) => boolean; anchored?: number; between?: number; after?: number; filter?: Fields };

/** Exports what is picked (everything when nothing is said), with the export's own event as the last row. */
export function makeExport(
  log: FileLog,
  { pick, anchored, between = 0, after = 0, filter = pick ? { module: ['picked'] } : {} }: Wish = {},
): ExportFile {
  const picked = log.rows.filter(({ seq }) => !pick || pick(seq));
  const leaves = createHash('sha256');
  for (const { leaf } of picked) leaves.update(leaf);
  const size = log.rows.length;
  const details = { format: 'bundle', filter, size, count: picked.length, sha256: leaves.digest('hex') };
  log.grow(between);
  const meanwhile = pick ? [] : log.rows.slice(size);
  const rows = [
    ...picked,
    ...meanwhile,
    log.add({ module: 'audit', activity: 'exported', class: 'data_access', details }),
  ];
  log.grow(after);
  const header = {
    format: 'chainward-bundle/1',
    origin: log.origin,
    vkeys: [log.vkey],
    checkpoint: log.checkpoint(),
    anchored: anchored === undefined ? null : log.checkpoint(anchored),
    filter,
    contiguous: !pick,
    rows: rows.length,
  };
  return { header, rows, nodes: nodesFor(log, rows, anchored) };
}

/** The nodes that, with these rows, prove the log's root. */
export const nodesFor = (log: FileLog, rows: readonly LogRow[], anchored = 0): ExportFile['nodes'] =>
  walk(log.rows, new Set(rows.map(({ seq }) => seq)), anchored, 0, log.rows.length);

export const rowLine = ({ seq, micros, prev, record }: LogRow): string =>
  JSON.stringify({ seq, sealedAt: Number(micros), prev: prev.toString('hex'), record });

/** Lines to bytes, with a last line that fits them. */
export function closeBundle(lines: readonly string[]): Buffer {
  const body = lines.map((line) => `${line}\n`).join('');
  return Buffer.from(`${body}{"end":true,"sha256":"${createHash('sha256').update(body).digest('hex')}"}\n`);
}

export const bundleLines = ({ header, rows, nodes }: ExportFile): string[] => [
  JSON.stringify(header),
  ...rows.map(rowLine),
  ...nodes.map(({ level, index, hash }) => JSON.stringify({ level, index, hash: hash.toString('hex') })),
];

export const bundleOf = (file: ExportFile): Buffer => closeBundle(bundleLines(file));

const FACE = '\u{1f600}';
/** What a cell, its XML or a program that saves it again may trip over. */
export const AWKWARD = [
  'NUL \u0000 and \u0001, DEL \u007f, \ufffe\uffff, C1 \u0085\u009f',
  'line\r\nbreak\rand\ttab\n',
  '_x0041_ _x0041_x0042_ __x005F_ _x000D_',
  `${'x'.repeat(29_000)}${'_x0041_'.repeat(700)}`,
  FACE.repeat(15_000),
  `${'x'.repeat(32_765)}${FACE}`,
  `${'x'.repeat(32_766)}${FACE}`,
  `${'x'.repeat(32_749)}${FACE.repeat(20)}`,
  `${'x'.repeat(32_750)}${FACE.repeat(20)}`,
  "=cmd|' /C calc'!A0",
  '+1',
  '-1',
  '@SUM(A1)',
  "'quoted",
  '12345',
  '2026-11-20',
  'TRUE',
  '  spaces around  ',
  '<a href="x">&amp;</a>',
  '\u2028\u2029\ufeff\u202e',
];

export function awkwardLog(): FileLog {
  const log = new FileLog();
  for (const text of AWKWARD) {
    const start = [...text].slice(0, 200).join('');
    log.add({
      summary: text,
      details: { text: start },
      source: { path: start },
      targets: [{ type: 'x', id: start, name: '' }],
    });
  }
  return log;
}
