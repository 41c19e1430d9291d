import { binaryRows, type Connection, copyOut } from '@/lib/db';
import { parseVerifierKey } from '../format/note';
import { type Range, storedLeaves } from './archived';
import { ColumnCheck } from './check-columns';
import { type Before, RowCheck } from './check-row';
import { checkTiles } from './check-tiles';
import { Findings } from './findings';
import { type FirstEvent, readFirstEvent } from './first-event';
import { type Hash, toBytes, ZERO } from './hashing';
import { KeyChain } from './key-chain';
import type { Names } from './names';
import { COPY_COLUMNS, RawRow } from './raw-row';
import type { HeldReceipt } from './receipts';
import { SignedRoots } from './signed-roots';
import type { VerifyState } from './state';
import { type DueTile, VerifiedTree } from './tree';
import type { Anchored, Verdict } from './verdict';

const AUDIT = Buffer.from('audit');
const KEY_ROTATED = Buffer.from('key_rotated');
const SUCCESS = Buffer.from('success');

export type VerifyOptions = {
  db: Connection;
  /** The key as its caller knows it, never as the server under test tells it. */
  vkey?: string | undefined;
  /** A signed checkpoint that the caller kept, the oldest anchored one best. */
  fromCheckpoint?: string | undefined;
  /** Roots that were kept elsewhere. */
  anchored?: readonly Anchored[];
  /** What a client was promised and kept. */
  receipts?: AsyncIterable<HeldReceipt> | Iterable<HeldReceipt>;
  /** Events whose records are known to be kept elsewhere; a partition that is gone whole is found without being named. */
  archived?: readonly Range[];
  /** Goes on where an earlier pass ended. */
  state?: VerifyState | undefined;
  onProgress?: (done: number, size: number) => void;
  /** After each slice; `sound` while nothing was found. */
  onState?: (state: VerifyState, sound: boolean) => void | Promise<void>;
  signal?: AbortSignal | undefined;
};

export type Head = { origin: string; vkey: string; size: number; hash: Buffer };

/** One reading of the log: what was read so far, and everything it is held against. */
export class Pass {
  readonly findings = new Findings();
  readonly keys: KeyChain;
  readonly roots: SignedRoots;
  readonly tree: VerifiedTree;
  readonly from: number;
  withheld = 0;
  first: FirstEvent = { vkey: null, forkedFrom: null };
  private before: Before = { seq: -1, leaf: ZERO, micros: 0 };
  private readonly metAnchor: boolean;
  private readonly check: RowCheck;

  constructor(
    private readonly options: VerifyOptions,
    readonly head: Head,
    names: Names,
  ) {
    const state = options.state?.origin === head.origin ? options.state : undefined;
    const latin1 = (hex: string) => Buffer.from(hex, 'hex').toString('latin1');
    this.from = state?.position ?? 0;
    this.metAnchor = state?.anchored ?? false;
    this.tree = VerifiedTree.from(state?.treeSize ?? 0, (state?.subtrees ?? []).map(latin1));
    if (state) {
      this.before = { seq: state.position - 1, leaf: latin1(state.leaf), micros: state.micros };
      this.first = { vkey: null, forkedFrom: state.forkedFrom };
    }
    this.keys = new KeyChain(head.origin, [...(state?.eras ?? [])], new Set(state?.signedBy), this.findings);
    this.roots = new SignedRoots(head.origin, this.keys, this.findings);
    this.check = new RowCheck(new ColumnCheck(names));
  }

  /** What came to be known since of the part that an earlier pass read: a signature over its very end, roots that were kept outside. */
  async resume(): Promise<void> {
    const { from, roots, tree, head } = this;
    if (from === 0 || from > head.size || tree.size !== from) return;
    await roots.take(this.options.db, from - 1, from);
    roots.settle(from, () => tree.root());
    await roots.checkOlder(this.options.db, from, tree.root());
  }

  /** Whether there was anything. */
  async slice(from: number, to: number): Promise<boolean> {
    const { db } = this.options;
    await this.roots.take(db, from, to);
    const due: DueTile[] = [];
    const row = new RawRow();
    row.seq = -1;
    const onRow = (bytes: Buffer, at: number): number => {
      const end = row.read(bytes, at);
      this.row(row, due);
      return end;
    };
    await copyOut(
      db,
      `COPY (SELECT ${COPY_COLUMNS} FROM audit_event WHERE seq >= ${from} AND seq < ${to} ORDER BY seq) TO STDOUT (FORMAT binary)`,
      binaryRows(onRow),
    );
    await checkTiles(db, due, this.findings);
    return row.seq >= from;
  }

  /** To where something is again: a head that promises more than there is must not keep anybody reading for ever. */
  async skip(from: number, archived: readonly Range[]): Promise<number> {
    const { db } = this.options;
    const { rows } = await db.query<{ seq: string | null }>('SELECT min(seq) AS seq FROM audit_event WHERE seq >= $1', [
      from,
    ]);
    const places = [rows[0]?.seq ?? this.head.size, ...archived.map((range) => range.from).filter((at) => at >= from)];
    const to = Math.min(this.head.size, ...places.map(Number));
    await this.roots.take(db, from, to);
    return to;
  }

  /** Events whose records are elsewhere: their leaves, as the tree holds them, must lead to the same roots. */
  async withhold(range: Range): Promise<boolean> {
    await this.roots.take(this.options.db, range.from, range.to);
    const leaves = await storedLeaves(this.options.db, range);
    if (!leaves) {
      this.findings.add(range.from, 'gap', 'neither its record nor its place in the tree is there');
      return false;
    }
    this.keys.begin(this.options.vkey ?? this.head.vkey);
    const due: DueTile[] = [];
    for (const leaf of leaves) this.append(leaf, due);
    this.before = { ...this.before, seq: range.to - 1, leaf: leaves.at(-1) ?? this.before.leaf };
    this.withheld += leaves.length;
    await checkTiles(this.options.db, due, this.findings);
    return true;
  }

  private append(leaf: Hash, due: DueTile[]): void {
    this.tree.append(leaf, due);
    if (this.roots.next <= this.tree.size) this.roots.settle(this.tree.size, () => this.tree.root());
  }

  private row(row: RawRow, due: DueTile[]): void {
    const text = () => row.bytes.toString('utf8', row.record, row.recordEnd);
    if (row.seq === 0) this.first = readFirstEvent(text(), this.head.origin, this.findings);
    this.keys.begin(this.first.vkey ?? this.options.vkey ?? this.head.vkey);
    const { leaf, problems } = this.check.check(row, this.before);
    // A gap is named by the number that is missing, everything else by the row that shows it.
    for (const { damage, detail } of problems)
      this.findings.add(damage === 'gap' ? this.before.seq + 1 : row.seq, damage, detail);
    if (this.check.isNamed(AUDIT, KEY_ROTATED, SUCCESS)) this.keys.rotate(row.seq, text());
    this.before = this.check.after(row, leaf);
    this.append(leaf, due);
  }

  /** What can be said only at the end. */
  async finish(signedUpTo: number): Promise<void> {
    const { db, vkey, state } = this.options;
    const { head, findings, keys } = this;
    await checkTiles(db, this.tree.unfinished(), findings);
    if (this.from > head.size)
      findings.add(head.size, 'head', `${this.from} events were seen before, ${head.size} are there`);
    else if (this.before.seq + 1 !== head.size || !toBytes(this.before.leaf).equals(head.hash))
      findings.add(this.before.seq + 1, 'head', `it says ${head.size} events, ${this.tree.size} are there`);
    keys.begin(vkey ?? head.vkey);
    this.roots.giveUp();
    await this.roots.beyond(db, head.size, signedUpTo);
    await this.roots.checkLinks(db, signedUpTo);
    await this.findOrphans();
    if (!keys.has(head.vkey)) findings.add(0, 'origin', 'the head names a key that the log does not');
    if (vkey !== undefined && !keys.has(vkey))
      findings.add(parseVerifierKey(vkey) && !state ? 0 : null, 'signature', 'the given key is not this log’s');
  }

  /** Rows outside the log, which are no part of the tree, and would be found by their ids all the same. */
  private async findOrphans(): Promise<void> {
    const { db } = this.options;
    const beyond = await db.query<{ seq: string }>(
      'SELECT seq FROM audit_event WHERE seq >= $1 AND seq >= (SELECT size FROM ledger_head) ORDER BY seq LIMIT 1',
      [this.head.size],
    );
    const [first] = beyond.rows;
    if (first) this.findings.add(Number(first.seq), 'head', 'an event stands behind the end of the log');
    const before = await db.query('SELECT FROM audit_event WHERE seq < 0 LIMIT 1');
    if (before.rowCount) this.findings.add(0, 'chain', 'an event stands before the first');
  }

  state(): VerifyState {
    const hex = (hash: string) => toBytes(hash).toString('hex');
    return {
      origin: this.head.origin,
      position: this.before.seq + 1,
      leaf: hex(this.before.leaf),
      micros: this.before.micros,
      subtrees: this.tree.hashes().map(hex),
      treeSize: this.tree.size,
      eras: this.keys.eras,
      signedBy: [...this.keys.signedBy],
      anchored: this.anchored,
      forkedFrom: this.first.forkedFrom,
    };
  }

  /** Whether a root out of the database's reach is the log's own, now or in the pass that this one continues. */
  private get anchored(): boolean {
    return this.metAnchor || this.roots.anchors.some(({ confirmed, local }) => confirmed && !local);
  }

  verdict(pinned: boolean): Verdict {
    if (this.findings.any) return 'broken';
    if (!pinned) return 'unpinned';
    if (this.withheld > 0) return 'withheld';
    return this.anchored ? 'ok' : 'unanchored';
  }
}
