import type { KeyObject } from 'node:crypto';
import { AppError } from '@/lib/core/errors';
import type { Pool } from '@/lib/db';
import { encodeCheckpoint } from '@/lib/ledger/format/checkpoint';
import { encodeEntry, leafHash, ZERO_HASH } from '@/lib/ledger/format/entry';
import type { Frontier } from '@/lib/ledger/format/merkle';
import { signNote } from '@/lib/ledger/format/note';
import type { End } from '@/lib/ledger/sequencer/sequencer';
import { readSigned, type Signed, writeSigned } from './signer-state';

const SLICE = 10_000n;

type Row = { seq: string; digest: Buffer; prev: Buffer; leaf_hash: Buffer; micros: string };
export type SignedCheckpoint = { size: bigint; note: string };

export class SignerRefusal extends AppError {
  constructor(message: string) {
    super('conflict', message);
  }
}

/**
 * Signs the log's root, and nothing that does not extend what it signed before: what it remembers lies in its own file, out of the
 * database's reach, so a log that was cut, rewritten or restored finds no signature.
 */
export class Signer {
  private signed: Signed;

  constructor(private readonly options: { pool: Pool; origin: string; key: () => KeyObject; stateFile: string }) {
    this.signed = readSigned(options.stateFile, options.origin);
  }

  get signedSize(): bigint {
    return this.signed.frontier.size;
  }

  /**
   * Signs the log as it stands and publishes the checkpoint; null when there is nothing new. `ownEnd` tells how much of it was sealed
   * here: well-formed events that somebody else wrote behind it are not signed.
   */
  async sign(ownEnd: (head: End) => End | null = (head) => head): Promise<SignedCheckpoint | null> {
    const head = await this.readEnd();
    if (head.size < this.signedSize) throw this.cutShort(head.size);
    const end = ownEnd(head);
    if (!end) throw new SignerRefusal(`The log ends at ${head.size}, where this keeper never put it`);
    return this.signAt(end.size, [this.options.key()], end.hash);
  }

  /** Signs the log as it stood at this size, by each of these keys: how one hands over to the next. */
  async signAt(size: bigint, keys: readonly KeyObject[], hash?: Buffer): Promise<SignedCheckpoint | null> {
    if (size === this.signedSize && (size === 0n || (await this.isPublished()))) return null;
    if (size !== this.signedSize) {
      const { origin, stateFile } = this.options;
      const { frontier, last } = await this.extend(size);
      if (hash && !last.equals(hash)) throw new SignerRefusal(`Event ${size - 1n} is not the one that was sealed`);
      const text = encodeCheckpoint({ origin, size, root: frontier.root() });
      // A note is its text, an empty line, and one line for each signature.
      const lines = keys.map((key) => signNote(text, origin, key).slice(text.length + 1));
      const signed = { frontier, last, note: `${text}\n${lines.join('')}` };
      // Remembered before it is said: whoever holds a signature of ours can be sure that we know of it.
      writeSigned(stateFile, origin, signed);
      this.signed = signed;
    }
    const note = this.note();
    await this.options.pool.query(
      'INSERT INTO ledger_checkpoint (origin, size, root, note, signed_at) VALUES ($1, $2, $3, $4, clock_timestamp()) ON CONFLICT DO NOTHING',
      [this.options.origin, size, this.signed.frontier.root(), note],
    );
    return { size, note };
  }

  /** The signed checkpoint of what was signed last. */
  note(): string {
    const { origin, key } = this.options;
    const { frontier, note } = this.signed;
    return note ?? signNote(encodeCheckpoint({ origin, size: frontier.size, root: frontier.root() }), origin, key());
  }

  /** Refuses a log that is not an extension of what was signed; signs nothing. */
  async check(): Promise<void> {
    const signed = this.signedSize;
    const { size } = await this.readEnd();
    if (signed > 0n && size >= signed) {
      const { rows } = await this.options.pool.query<{ leaf_hash: Buffer }>(
        'SELECT leaf_hash FROM audit_event WHERE seq = $1',
        [signed - 1n],
      );
      if (!rows[0]?.leaf_hash.equals(this.signed.last))
        throw new SignerRefusal(`Event ${signed - 1n} is not the one that was signed`);
    }
    await this.extend(size);
  }

  private async readEnd(): Promise<End> {
    const { rows } = await this.options.pool.query<{ size: string; hash: Buffer }>(
      'SELECT size, hash FROM ledger_head',
    );
    return { size: BigInt(rows[0]?.size ?? 0), hash: rows[0]?.hash ?? ZERO_HASH };
  }

  private cutShort(size: bigint): SignerRefusal {
    return new SignerRefusal(
      `The log holds ${size} events, and ${this.signedSize} were signed: it was cut, or an older backup was restored`,
    );
  }

  private async isPublished(): Promise<boolean> {
    const { rowCount } = await this.options.pool.query(
      'SELECT 1 FROM ledger_checkpoint WHERE origin = $1 AND size = $2',
      [this.options.origin, this.signedSize],
    );
    return Boolean(rowCount);
  }

  /** Computes the new leaves from what they seal instead of believing the column; each must follow the one before. */
  private async extend(size: bigint): Promise<{ frontier: Frontier; last: Buffer }> {
    const frontier = this.signed.frontier.copy();
    let { last } = this.signed;
    if (size < frontier.size) throw this.cutShort(size);
    while (frontier.size < size) {
      const from = frontier.size;
      const to = from + SLICE < size ? from + SLICE : size;
      const { rows } = await this.options.pool.query<Row>(
        `SELECT seq, digest, prev, leaf_hash, (extract(epoch FROM sealed_at) * 1000000)::bigint AS micros
         FROM audit_event WHERE seq >= $1 AND seq < $2 ORDER BY seq`,
        [from, to],
      );
      for (const row of rows) {
        const seq = BigInt(row.seq);
        const whole = row.digest.length === 32 && BigInt(row.micros) >= 0n;
        const leaf = whole ? leafHash(encodeEntry(seq, BigInt(row.micros), last, row.digest)) : null;
        if (!leaf || seq !== frontier.size || !row.prev.equals(last) || !row.leaf_hash.equals(leaf)) {
          throw new SignerRefusal(`Event ${seq} does not follow from what was signed up to ${this.signedSize}`);
        }
        frontier.append(leaf);
        last = leaf;
      }
      if (frontier.size !== to) throw new SignerRefusal(`Event ${frontier.size} is missing from the log`);
    }
    return { frontier, last };
  }
}
