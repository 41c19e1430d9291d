import { uuidv7 } from '@/lib/core/ids';

import { type BenchOptions, type Figure, rateFigure } from '../frame/figure';
import { runPart } from '../frame/part';
import type { BenchInstallation } from './installation';
import type { WritersJob } from './writers';

const PROCESSES = 4;
const WRITERS_EACH = 4;
const ROUNDS = 3;

async function prepare({ owner }: BenchInstallation): Promise<string[]> {
  const ids = Array.from({ length: PROCESSES * WRITERS_EACH }, () => uuidv7());
  await owner.query('DROP TABLE IF EXISTS bench_users, bench_plain');
  await owner.query('CREATE TABLE bench_users (LIKE users INCLUDING ALL)');
  await owner.query('CREATE TABLE bench_plain (id bigserial PRIMARY KEY, record bytea NOT NULL)');
  await owner.query('GRANT ALL ON ALL TABLES IN SCHEMA public TO chainward_app');
  await owner.query('GRANT ALL ON ALL SEQUENCES IN SCHEMA public TO chainward_app');
  // The writers' rows are scenery, not changes: the owner lays them out with the guard off, and puts it back.
  await owner.query('ALTER TABLE users DISABLE TRIGGER chainward_event');
  for (const table of ['users', 'bench_users']) {
    await owner.query(
      `INSERT INTO ${table} (id, email, name, roles, created_at) SELECT id, id::text, 'name', '{}', now() FROM unnest($1::uuid[]) AS id`,
      [ids],
    );
  }
  await owner.query('ALTER TABLE users ENABLE ALWAYS TRIGGER chainward_event');
  return ids;
}

const writers = async (job: WritersJob): Promise<number> =>
  (await runPart<{ rate: number }>('ledger-writers', job)).rate;

async function round(
  { urls, runFolder }: BenchInstallation,
  kind: WritersJob['kind'],
  ids: readonly string[],
  seconds: number,
): Promise<number> {
  const rates = await Promise.all(
    Array.from({ length: PROCESSES }, (_, i) =>
      writers({
        kind,
        url: urls.app,
        runFolder,
        seconds,
        userIds: ids.slice(i * WRITERS_EACH, (i + 1) * WRITERS_EACH),
      }),
    ),
  );
  return rates.reduce((sum, rate) => sum + rate, 0);
}

export async function benchChanges(
  installation: BenchInstallation,
  { quick, progress }: BenchOptions,
): Promise<Figure> {
  const ids = await prepare(installation);
  const seconds = quick ? 3 : 8;
  const pairs: { value: number; baseline: number }[] = [];
  for (let turn = 0; turn < ROUNDS; turn += 1) {
    const baseline = await round(installation, 'plain', ids, seconds);
    const value = await round(installation, 'ledger', ids, seconds);
    progress(`change with event, 16 writers: ${Math.round(value)}/s, with a plain insert ${Math.round(baseline)}/s`);
    pairs.push({ value, baseline });
  }
  return rateFigure('change with its event, 16 writers', 'changes/s', pairs, 0.8);
}
