import { fromUtf8, hashFromHex, isSame, toHex, utf8 } from './bytes';
import type { Given } from './check-signed';
import { ExportCheck, type Outcome } from './export-check';
import { isCount, NEITHER, readExactly, readHeader, Stop } from './header';
import { recordDigest } from './leaf';
import { LineReader } from './lines';
import { type Platform, Unreadable } from './platform';
import { readRecord } from './record';
import type { Findings } from './report';
import type { Hasher } from './sha256';
import { type ByteSource, pieces } from './source';

const ROW = ['seq', 'sealedAt', 'prev', 'record'];
const NODE = ['level', 'index', 'hash'];

/** Reads a bundle line by line; what it keeps grows by 40 bytes a row. */
class BundleReader {
  private check: ExportCheck | null = null;
  private part: 'rows' | 'nodes' | 'end' = 'rows';
  private readonly hash: Hasher;
  private line = 0;

  constructor(
    private readonly given: Given,
    private readonly platform: Platform,
    private readonly findings: Findings,
    private readonly remarks: string[],
  ) {
    this.hash = platform.hasher();
  }

  /** The header waits for the check of its signature; all other lines are read at once. */
  accept(bytes: Uint8Array): Promise<void> | undefined {
    this.line += 1;
    const text = fromUtf8(bytes.subarray(0, -1));
    if (!this.check) return this.open(bytes, text);
    if (this.part === 'end') throw new Stop('form', 'something stands after the last line');
    if (text === null) throw new Stop('form', `line ${this.line} is not UTF-8`);
    if (text.startsWith('{"end":')) {
      this.trailer(bytes);
      return undefined;
    }
    this.hash.update(bytes);
    if (text.startsWith('{"seq":') && this.part === 'rows') this.row(this.check, text);
    else this.node(this.check, text);
    return undefined;
  }

  finish(): Outcome | null {
    if (this.part !== 'end') throw new Stop('form', 'it ends before its last line: the file was cut off');
    return this.check?.finish() ?? null;
  }

  /** What is known when the reading had to stop. */
  get opened(): ExportCheck | null {
    return this.check;
  }

  private async open(bytes: Uint8Array, text: string | null): Promise<void> {
    const header = readHeader(text ?? '');
    this.hash.update(bytes);
    this.check = await ExportCheck.open(header, this.given, this.platform, this.findings, this.remarks);
  }

  private row(check: ExportCheck, text: string): void {
    const { seq, sealedAt, prev, record } = readExactly(text, ROW) ?? {};
    const hash = hashFromHex(prev);
    if (!isCount(seq) || !isCount(sealedAt) || !hash || typeof record !== 'string')
      throw new Stop('form', `line ${this.line} is not a row as the format says`);
    const bytes = utf8(record);
    const read = readRecord(record, bytes.length);
    if ('problem' in read) this.findings.add(seq, 'form', read.problem);
    const envelope = 'envelope' in read ? read.envelope : null;
    check.row({ seq, micros: sealedAt, prev: hash, digest: recordDigest(bytes), envelope });
  }

  private node(check: ExportCheck, text: string): void {
    this.part = 'nodes';
    const { level, index, hash } = readExactly(text, NODE) ?? {};
    const bytes = hashFromHex(hash);
    if (!isCount(level) || !isCount(index) || !bytes)
      throw new Stop('form', `line ${this.line} is not a node as the format says`);
    check.node(bytes, { level, index });
  }

  private trailer(bytes: Uint8Array): void {
    this.part = 'end';
    const expected = utf8(`{"end":true,"sha256":"${toHex(this.hash.digest())}"}\n`);
    if (!isSame(bytes, expected))
      this.findings.add(null, 'form', 'the bytes are not those whose hash stands in the last line');
  }
}

/** Reads the whole; damage after which nothing can be read on is a finding like the others. */
export async function verifyBundle(
  source: ByteSource,
  given: Given,
  platform: Platform,
  findings: Findings,
  remarks: string[],
): Promise<{ check: ExportCheck | null; outcome: Outcome | null }> {
  const reader = new BundleReader(given, platform, findings, remarks);
  const lines = new LineReader();
  try {
    for await (const piece of pieces(source)) {
      if (!lines.push(piece))
        throw reader.opened ? new Stop('form', 'a line is longer than any of a bundle') : new Unreadable(NEITHER);
      for (let line = lines.take(); line; line = lines.take()) await reader.accept(line);
    }
    if (!reader.opened) throw new Unreadable(NEITHER);
    if (lines.rest > 0) throw new Stop('form', 'it does not end with the end of a line: the file was cut off');
    return { check: reader.opened, outcome: reader.finish() };
  } catch (error) {
    if (!(error instanceof Stop)) throw error;
    findings.add(null, error.damage, error.detail);
    return { check: reader.opened, outcome: null };
  }
}
