import { Channel, createPool, type Pool } from '@/lib/db';
import type { BuiltRecord } from '@/lib/ledger';
import { appendBulk } from '@/lib/ledger/append-bulk';
import { SEALED_CHANNEL } from '@/lib/ledger/channels';
import { encodeEntry, leafHash, ZERO_HASH } from '@/lib/ledger/format/entry';
import { project } from '@/lib/ledger/projection';
import { wakeSequencer } from '@/lib/ledger/wake';
import type { BenchOptions, Figure } from '../frame/figure';
import { rateFigure } from '../frame/figure';
import { type BenchInstallation, logSize } from './installation';
import { sampleRecord } from './sample-events';

const BATCH = 2_000;
const ROUNDS = 3;

const batches = (built: readonly BuiltRecord[]) =>
  Array.from({ length: Math.ceil(built.length / BATCH) }, (_, i) => built.slice(i * BATCH, (i + 1) * BATCH));

/** The same rows, computed beforehand, into a table with the same columns and indexes: what PostgreSQL can do without a ledger. */
async function bareInsert(pool: Pool, built: readonly BuiltRecord[]): Promise<number> {
  await pool.query('DROP TABLE IF EXISTS bench_event');
  await pool.query('CREATE TABLE bench_event (LIKE audit_event INCLUDING ALL)');
  const slices = batches(built).map((batch, n) => {
    const columns: unknown[][] = Array.from({ length: 14 }, () => []);
    for (const [i, one] of batch.entries()) {
      const seq = BigInt(n * BATCH + i);
      const projection = project(one.envelope);
      const leaf = leafHash(encodeEntry(seq, 1n, ZERO_HASH, one.digest));
      const row = [
        seq,
        one.eventId,
        one.record,
        one.digest,
        ZERO_HASH,
        leaf,
        projection.recordedAt,
        projection.recordedAt,
        1,
        1,
        projection.class,
        projection.status,
        projection.severity,
        Number(seq % 7n),
      ];
      for (const [c, value] of row.entries()) columns[c]?.push(value);
    }
    return columns;
  });
  const began = performance.now();
  for (const columns of slices) {
    await pool.query(
      `INSERT INTO bench_event SELECT * FROM unnest($1::bigint[], $2::uuid[], $3::bytea[], $4::bytea[], $5::bytea[], $6::bytea[], $7::timestamptz[],
        $8::timestamptz[], $9::smallint[], $10::smallint[], $11::smallint[], $12::smallint[], $13::smallint[], $14::integer[])`,
      columns,
    );
  }
  return (built.length * 1000) / (performance.now() - began);
}

async function ingestUntilSealed({ owner, urls }: BenchInstallation, built: readonly BuiltRecord[]): Promise<number> {
  const goal = (await logSize(owner)) + built.length;
  const channel = new Channel(urls.app, SEALED_CHANNEL);
  await new Promise<void>((resolve) => channel.once('gap', resolve));
  const sealed = new Promise<void>((resolve) => {
    channel.on('message', (size) => Number(size) >= goal && resolve());
  });
  const pool = createPool(urls.app, 'bench-ingest', 1);
  const began = performance.now();
  for (const batch of batches(built)) {
    await appendBulk(pool, batch);
    wakeSequencer();
  }
  await sealed;
  const rate = (built.length * 1000) / (performance.now() - began);
  await pool.end();
  await channel.close();
  return rate;
}

export async function benchBulk(installation: BenchInstallation, { quick, progress }: BenchOptions): Promise<Figure> {
  const count = quick ? 20_000 : 100_000;
  const pairs: { value: number; baseline: number }[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const built = Array.from({ length: count }, (_, i) => sampleRecord(i));
    const baseline = await bareInsert(installation.owner, built);
    const value = await ingestUntilSealed(installation, built);
    progress(`bulk ingest until sealed: ${Math.round(value)}/s, bare insert ${Math.round(baseline)}/s`);
    pairs.push({ value, baseline });
  }
  return rateFigure('bulk ingest until sealed', 'events/s', pairs, 0.55, 12_000);
}
