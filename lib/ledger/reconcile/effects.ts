import { binaryRows, type Connection, copyOut, GOVERNED } from '@/lib/db';
import type { EffectRecord } from '../envelope';

const SLICE = 16_384;
/** In canonical form whatever has effects contains these bytes; most events do not, and stay where they are. */
const MARK = `'\\x${Buffer.from('"effects":[').toString('hex')}'::bytea`;
const MICROS = (column: string) => `(extract(epoch FROM ${column}) * 1000000)::bigint`;

type Effect = EffectRecord & { place: number; seq: number | null; recorded: bigint; sealed: bigint };

/** Later than any time: what waits will be sealed after everything. */
const NOT_YET = 1n << 62n;

/** What every sealed and waiting event says of governed rows, gathered in the database: there it may be larger than memory. */
export class EffectTable {
  count = 0;
  private place = 0;

  private constructor(private readonly db: Connection) {}

  static async open(db: Connection): Promise<EffectTable> {
    await db.query('DROP TABLE IF EXISTS pg_temp.chainward_effect');
    await db.query(
      `CREATE TEMPORARY TABLE chainward_effect (place bigint, seq bigint, relation text COLLATE "C", key text COLLATE "C", after text,
         recorded bigint, sealed bigint)`,
    );
    return new EffectTable(db);
  }

  close(): Promise<unknown> {
    return this.db.query('DROP TABLE IF EXISTS pg_temp.chainward_effect');
  }

  /** Sealed events of one log; `schema` is where it lies. */
  async read(schema: string, from: number, to: number, signal?: AbortSignal): Promise<void> {
    for (let at = from; at < to; at += SLICE) {
      signal?.throwIfAborted();
      const effects: Effect[] = [];
      const onRow = (bytes: Buffer, start: number): number => {
        const seq = Number(bytes.readBigInt64BE(start + 4));
        const sealed = bytes.readBigInt64BE(start + 16);
        const length = bytes.readInt32BE(start + 24);
        const record = bytes.toString('utf8', start + 28, start + 28 + length);
        effects.push(...this.effectsOf(record, seq, sealed));
        return start + 28 + length;
      };
      await copyOut(
        this.db,
        `COPY (SELECT seq::bigint, ${MICROS('sealed_at')}, record::bytea FROM ${schema}.audit_event
           WHERE seq >= ${at} AND seq < ${Math.min(at + SLICE, to)} AND position(${MARK} IN record) > 0 ORDER BY seq)
         TO STDOUT (FORMAT binary)`,
        binaryRows(onRow),
      );
      await this.add(effects);
    }
  }

  /** Accepted and not sealed; in the snapshot of whoever reads the rows. */
  async readWaiting(): Promise<void> {
    const { rows } = await this.db.query<{ record: Buffer }>('SELECT record FROM chainward_waiting_effects()');
    await this.add(rows.flatMap(({ record }) => this.effectsOf(record.toString('utf8'), null, NOT_YET)));
  }

  /** A record that cannot be read explains nothing; that it is damaged, the verifier tells. */
  private effectsOf(record: string, seq: number | null, sealed: bigint): Effect[] {
    try {
      const { effects = [], recordedAt } = JSON.parse(record) as { effects?: EffectRecord[]; recordedAt: string };
      const written = BigInt(Date.parse(recordedAt)) * 1000n;
      // A clock that ran ahead does not make it later than its own seal.
      const recorded = written < sealed ? written : sealed;
      this.place += 1;
      const known = effects.filter(({ table }) => Object.hasOwn(GOVERNED, table));
      return known.map((effect) => ({ ...effect, place: this.place, seq, recorded, sealed }));
    } catch {
      return [];
    }
  }

  private async add(effects: readonly Effect[]): Promise<void> {
    this.count += effects.length;
    if (effects.length === 0) return;
    await this.db.query(
      'INSERT INTO chainward_effect SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::text[], $4::text[], $5::text[], $6::bigint[], $7::bigint[])',
      [
        effects.map(({ place }) => place),
        effects.map(({ seq }) => seq),
        effects.map(({ table }) => table),
        effects.map(({ key }) => key),
        effects.map(({ after }) => after ?? ''),
        effects.map(({ recorded }) => recorded),
        effects.map(({ sealed }) => sealed),
      ],
    );
  }
}
