import type { ColumnCheck } from './check-columns';
import { digestOfRecord, equalsAt, HASH_BYTES, type Hash, leafOf } from './hashing';
import type { RawRow } from './raw-row';
import { RecordScanner } from './scan-record';
import type { Damage } from './verdict';

export type Before = { seq: number; leaf: Hash; micros: number };
export type Problem = { damage: Damage; detail: string };

const NONE: readonly Problem[] = [];

/** Everything that can be wrong with one event, in the order in which it is told; and the leaf that it really has. */
export class RowCheck {
  private readonly scanner = new RecordScanner();
  private isCanonical = false;

  constructor(private readonly columns: ColumnCheck) {}

  check(row: RawRow, before: Before): { leaf: Hash; problems: readonly Problem[] } {
    const { bytes } = row;
    const digest = digestOfRecord(bytes, row.record, row.recordEnd);
    const leaf = leafOf(row.seq, row.micros, before.leaf, digest);
    const isCanonical = this.scanner.scan(bytes, row.record, row.recordEnd);
    this.isCanonical = isCanonical;
    const column = isCanonical ? this.columns.problem(row, this.scanner) : null;
    const has = (hash: Hash, at: number) => at >= 0 && equalsAt(hash, bytes, at);
    const sound =
      row.seq === before.seq + 1 &&
      row.micros >= before.micros &&
      isCanonical &&
      column === null &&
      has(digest, row.digest) &&
      has(before.leaf, row.prev) &&
      has(leaf, row.leaf);
    if (sound) return { leaf, problems: NONE };
    const problems: Problem[] = [];
    if (row.seq !== before.seq + 1) problems.push({ damage: 'gap', detail: `after ${before.seq} comes ${row.seq}` });
    if (!has(digest, row.digest)) problems.push({ damage: 'digest', detail: 'the stored digest is another' });
    if (!has(before.leaf, row.prev)) problems.push({ damage: 'chain', detail: 'the stored previous hash is another' });
    if (!has(leaf, row.leaf))
      problems.push({ damage: 'leaf', detail: 'recomputed from record, time and predecessor it is another' });
    if (row.micros < before.micros) problems.push({ damage: 'time', detail: 'sealing times never fall' });
    if (!isCanonical) problems.push({ damage: 'form', detail: 'written again it gives other bytes' });
    else if (column === 'record') problems.push({ damage: 'form', detail: 'it is no event' });
    else if (column !== null) problems.push({ damage: 'column', detail: `the column ${column} differs` });
    return { leaf, problems };
  }

  /** From where the next row must follow: from what is stored, so that one bad row is one finding and not the ruin of all behind it. */
  after(row: RawRow, leaf: Hash): Before {
    const stored = row.leaf < 0 ? leaf : row.bytes.toString('latin1', row.leaf, row.leaf + HASH_BYTES);
    return { seq: row.seq, leaf: stored, micros: row.micros };
  }

  /** Whether the record checked last tells of this; what is no record tells of nothing, whatever its first bytes say. */
  isNamed(module: Uint8Array, activity: Uint8Array, status: Uint8Array): boolean {
    const { scanner } = this;
    return (
      this.isCanonical &&
      scanner.says('activity', activity) &&
      scanner.says('module', module) &&
      scanner.says('status', status)
    );
  }
}
