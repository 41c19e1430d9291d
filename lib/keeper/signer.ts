import type { KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { AppError } from '@/lib/core/errors';
import { writeDurably } from '@/lib/core/files';
import type { Pool } from '@/lib/db';
import { encodeCheckpoint } from '@/lib/ledger/format/checkpoint';
import { encodeEntry, leafHash } from '@/lib/ledger/format/entry';
import { Frontier } from '@/lib/ledger/format/merkle';
import { signNote } from '@/lib/ledger/format/note';

const hash = z.string().regex(/^[0-9a-f]{64}$/);
const State = z.strictObject({
  origin: z.string(),
  size: z.string().regex(/^\d+$/),
  root: hash,
  last: hash,
  frontier: z.array(hash),
});

const SLICE = 10_000n;

type Row = { seq: string; digest: Buffer; prev: Buffer; leaf_hash: Buffer; micros: string };

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
  private frontier: Frontier;
  private last: Buffer;

  constructor(private readonly options: { pool: Pool; origin: string; key: KeyObject; stateFile: string }) {
    const state = this.read();
    const nodes = state.frontier.map((node) => Buffer.from(node, 'hex'));
    try {
      this.frontier = Frontier.from(BigInt(state.size), nodes);
    } catch {
      throw this.damaged();
    }
    this.last = Buffer.from(state.last, 'hex');
    if (this.frontier.root().toString('hex') !== state.root) throw this.damaged();
  }

  private damaged(): AppError {
    return new AppError(
      'unavailable',
      `${this.options.stateFile} is missing or damaged: the signer no longer knows what it signed, and signs nothing. Restore the file from a backup: without it this ledger can be read and verified, but not continued`,
    );
  }

  private read(): z.infer<typeof State> {
    const { stateFile, origin } = this.options;
    let state: z.infer<typeof State>;
    try {
      state = State.parse(JSON.parse(readFileSync(stateFile, 'utf8')));
    } catch {
      throw this.damaged();
    }
    if (state.origin !== origin)
      throw new SignerRefusal(`The signer's state belongs to ${state.origin}, not to ${origin}`);
    return state;
  }

  get signedSize(): bigint {
    return this.frontier.size;
  }

  /** Signs the log as it stands and publishes the checkpoint. Null when there is nothing new. */
  async sign(): Promise<{ size: bigint; note: string } | null> {
    const { pool, origin } = this.options;
    const { rows } = await pool.query<{ size: string; origin: string }>('SELECT size, origin FROM ledger_head');
    const size = BigInt(rows[0]?.size ?? 0);
    if (size < this.frontier.size) {
      throw new SignerRefusal(
        `The log holds ${size} events, and ${this.frontier.size} were signed: it was cut, or an older backup was restored`,
      );
    }
    if (size === this.frontier.size && (size === 0n || (await this.isPublished()))) return null;
    const frontier = this.frontier.copy();
    const last = await this.extend(frontier, size);
    const root = frontier.root();
    // Remembered before it is said: whoever holds a signature of ours can be sure that we know of it.
    writeDurably(
      this.options.stateFile,
      `${JSON.stringify({ origin, size: String(size), root: root.toString('hex'), last: last.toString('hex'), frontier: frontier.hashes().map((node) => node.toString('hex')) })}\n`,
    );
    this.frontier = frontier;
    this.last = last;
    const note = this.note();
    await pool.query(
      'INSERT INTO ledger_checkpoint (origin, size, root, note, signed_at) VALUES ($1, $2, $3, $4, clock_timestamp()) ON CONFLICT DO NOTHING',
      [origin, size, root, note],
    );
    return { size, note };
  }

  /** The signed checkpoint of what was signed last; Ed25519 gives the same bytes each time. */
  note(): string {
    const { origin, key } = this.options;
    return signNote(encodeCheckpoint({ origin, size: this.frontier.size, root: this.frontier.root() }), origin, key);
  }

  private async isPublished(): Promise<boolean> {
    const { rowCount } = await this.options.pool.query(
      'SELECT 1 FROM ledger_checkpoint WHERE origin = $1 AND size = $2',
      [this.options.origin, this.frontier.size],
    );
    return Boolean(rowCount);
  }

  /** Computes the new leaves from what they seal instead of believing the column; each must follow the one before. */
  private async extend(frontier: Frontier, size: bigint): Promise<Buffer> {
    let last = this.last;
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
          throw new SignerRefusal(`Event ${seq} does not follow from what was signed up to ${this.frontier.size}`);
        }
        frontier.append(leaf);
        last = leaf;
      }
      if (frontier.size !== to) throw new SignerRefusal(`Event ${frontier.size} is missing from the log`);
    }
    return last;
  }
}
