import { isAppError } from '@/lib/core/errors';
import type { Connection } from '@/lib/db';
import { verifyConsistency } from '../format/proof';
import { TreeReader } from '../tree/tree-reader';
import type { Findings } from './findings';
import type { KeyChain } from './key-chain';
import { readBody } from './note-body';
import type { Anchored, AnchorSeen } from './verdict';

type Row = { size: string; root: Buffer; note: string };
type Due = { size: number; check: (root: Buffer | null) => void };
type Kept = Due & { root: Buffer };

const MOST_BEYOND = 100;

/** Whoever owns the table can let it hold NULL: nothing there is no signature, and not the end of the reading. */
const CHECKPOINTS = `SELECT size, coalesce(root, '') AS root, coalesce(note, '') AS note FROM ledger_checkpoint WHERE origin = $1`;

/** Every root that somebody vouched for, in the database or outside, each compared when the recomputed tree reaches its size. */
export class SignedRoots {
  private due: Due[] = [];
  private anchored: Kept[] = [];
  readonly anchors: AnchorSeen[] = [];
  count = 0;

  constructor(
    private readonly origin: string,
    private readonly keys: KeyChain,
    private readonly findings: Findings,
  ) {}

  /** What the caller knows from elsewhere. A note of another origin tells nothing of this log. */
  expect(anchored: readonly Anchored[]): void {
    for (const { note, source, local, ...plain } of anchored) {
      const body = note === undefined ? null : readBody(note);
      if (body && body.origin !== this.origin) continue;
      const size = body?.size ?? plain.size;
      const root = body?.root ?? plain.root;
      if (size === undefined || root === undefined) {
        this.findings.add(null, 'anchor', `${source} is no signed checkpoint`);
        continue;
      }
      const seen: AnchorSeen = { source, size, local, confirmed: false };
      this.anchors.push(seen);
      const check = (actual: Buffer | null) => {
        const isSigned = note === undefined || this.keys.isSigned(note, size);
        if (!isSigned)
          this.findings.add(size - 1, 'anchor', `${source} is not signed by the log’s key at size ${size}`);
        else if (!actual?.equals(root))
          this.findings.add(size - 1, 'anchor', `${source} names another root at size ${size}`);
        else seen.confirmed = true;
      };
      this.anchored.push({ size, root, check });
    }
    this.anchored.sort((a, b) => a.size - b.size);
  }

  /** Takes up the stored checkpoints over more than `above` and at most `upTo` events. */
  async take(db: Connection, above: number, upTo: number): Promise<void> {
    const { rows } = await db.query<Row>(`${CHECKPOINTS} AND size > $2 AND size <= $3 ORDER BY size`, [
      this.origin,
      above,
      upTo,
    ]);
    this.count += rows.length;
    const stored = rows.map((row) => ({
      size: Number(row.size),
      check: (root: Buffer | null) => this.checkStored(row, root),
    }));
    const outside = this.anchored.filter(({ size }) => size > above && size <= upTo);
    this.due.push(...[...stored, ...outside].sort((a, b) => a.size - b.size));
  }

  /**
   * What was kept outside of the part that an earlier pass read: the tree which that pass left must begin with it. The proof comes from
   * the stored nodes, which need not be believed.
   */
  async checkOlder(db: Connection, size: number, root: Buffer): Promise<void> {
    const reader = new TreeReader(db, BigInt(size));
    for (const kept of this.anchored.filter((one) => one.size > 0 && one.size < size)) {
      const older = { size: BigInt(kept.size), root: kept.root };
      try {
        const proof = await reader.consistencyProof(older.size);
        kept.check(verifyConsistency(older, { size: BigInt(size), root }, proof) ? kept.root : null);
      } catch (error) {
        if (!isAppError(error)) throw error;
        this.findings.add(kept.size - 1, 'tree', error.message);
      }
    }
  }

  get next(): number {
    return this.due[0]?.size ?? Number.POSITIVE_INFINITY;
  }

  /** The tree has reached the next size due, or will never reach it. */
  settle(size: number, root: () => Buffer): void {
    let actual: Buffer | undefined;
    for (let next = this.due[0]; next && next.size <= size; next = this.due[0]) {
      this.due.shift();
      if (next.size === size) actual ??= root();
      next.check(next.size === size ? (actual ?? null) : null);
    }
  }

  giveUp(): void {
    for (const { check } of this.due.splice(0)) check(null);
  }

  private checkStored({ size: text, root, note }: Row, actual: Buffer | null): void {
    const size = Number(text);
    const body = readBody(note);
    const isSigned = this.keys.isSigned(note, size);
    if (!body || body.origin !== this.origin || body.size !== size || !body.root.equals(root)) {
      this.findings.add(size - 1, 'checkpoint', `the note at size ${size} says something else than its row`);
    } else if (!actual?.equals(body.root)) {
      const detail = isSigned
        ? 'the log’s key signed another root than the events give'
        : 'another root than the events give';
      this.findings.add(size - 1, 'checkpoint', `at size ${size} ${detail}`);
    }
    if (!isSigned) this.findings.add(size - 1, 'signature', `at size ${size}`);
  }

  /** Where a new key took over, the checkpoint that links it with the old one; asked for last, as it may have come while we read. */
  async checkLinks(db: Connection, signedUpTo: number): Promise<void> {
    for (const { from } of this.keys.eras.slice(1).filter((era) => era.from < signedUpTo)) {
      const { rows } = await db.query<Row>(`${CHECKPOINTS} AND size = $2`, [this.origin, from]);
      if (!rows.some(({ note }) => this.keys.isSigned(note, from)))
        this.findings.add(from - 1, 'signature', `no checkpoint at size ${from} links the new key with the old one`);
    }
  }

  /** Vouched for, but the log is shorter: its tail was cut. */
  async beyond(db: Connection, end: number, signedUpTo: number): Promise<void> {
    const { rows } = await db.query<Row>(`${CHECKPOINTS} AND size > $2 AND size <= $3 ORDER BY size LIMIT $4`, [
      this.origin,
      end,
      signedUpTo,
      MOST_BEYOND,
    ]);
    this.count += rows.length;
    for (const { size, note } of rows) {
      this.findings.add(end, 'checkpoint', `${size} events were signed, the log ends at ${end}`);
      if (!this.keys.isSigned(note, Number(size))) this.findings.add(end, 'signature', `at size ${size}`);
    }
    for (const { source, size } of this.anchors.filter((anchor) => anchor.size > end))
      this.findings.add(end, 'anchor', `${source} covers ${size} events, the log ends at ${end}`);
  }
}
