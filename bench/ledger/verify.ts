import { hash } from 'node:crypto';
import type { Connection } from '@/lib/db';
import { digestOfRecord, leafOf, ZERO } from '@/lib/ledger/verify/hashing';
import { VerifiedTree } from '@/lib/ledger/verify/tree';
import { verifyLog } from '@/lib/ledger/verify/verify-log';
import { type BenchOptions, type Figure, limitFigure, median, rateFigure } from '../frame/figure';
import type { BenchInstallation } from './installation';

const ROUNDS = 3;
const HASHED = 50_000;
const GOAL = 100_000;
const MIB = 1024 * 1024;

type Round = { rate: number; cpuRate: number; grown: number };

/** One pass over the whole log; memory is compared between its two halves, so that what a process takes anyhow is left out. */
async function pass(db: Connection): Promise<Round> {
  const { rows } = await db.query<{ vkey: string }>('SELECT vkey FROM ledger_head');
  const peaks = [0, 0];
  const cpu = process.cpuUsage();
  const began = performance.now();
  const report = await verifyLog({
    db,
    vkey: rows[0]?.vkey,
    onProgress: (done, size) => {
      const half = done * 2 < size ? 0 : 1;
      peaks[half] = Math.max(peaks[half] ?? 0, process.memoryUsage.rss());
    },
  });
  const seconds = (performance.now() - began) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  if (report.verdict !== 'unanchored') throw new Error(`the log is ${report.verdict}: ${report.firstBad?.detail}`);
  const [first = 0, second = 0] = peaks;
  return {
    rate: report.size / seconds,
    cpuRate: (report.size * 1_000_000) / (user + system),
    grown: first === 0 ? 0 : Math.max(0, second - first) / MIB,
  };
}

/** The three hashes of each event, against one bare call over each of the same records. */
function hashWork(records: readonly Buffer[]): { value: number; baseline: number } {
  const rateOf = (work: () => void): number => {
    const began = performance.now();
    work();
    return (records.length * 1000) / (performance.now() - began);
  };
  const baseline = rateOf(() => {
    for (const record of records) hash('sha256', record, 'buffer');
  });
  const value = rateOf(() => {
    const tree = new VerifiedTree();
    let leaf = ZERO;
    for (const [seq, record] of records.entries()) {
      leaf = leafOf(seq, seq, leaf, digestOfRecord(record, 0, record.length));
      tree.append(leaf, []);
    }
    tree.root();
  });
  return { value, baseline };
}

/** What a log of this size takes to verify, by the one process that does it; the database reads on another core. */
export async function benchVerify({ owner }: BenchInstallation, { progress }: BenchOptions): Promise<Figure[]> {
  const db = await owner.connect();
  try {
    const rounds: Round[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      const one = await pass(db);
      progress(`verify: ${Math.round(one.rate)} rows/s, ${Math.round(one.cpuRate)} rows per second of CPU`);
      rounds.push(one);
    }
    const { rows } = await db.query<{ record: Buffer }>('SELECT record FROM audit_event ORDER BY seq LIMIT $1', [
      HASHED,
    ]);
    const records = rows.map(({ record }) => record);
    const pairs = Array.from({ length: ROUNDS }, () => hashWork(records));
    const rate = median(rounds.map((round) => round.rate));
    const perCpu = median(rounds.map((round) => round.cpuRate));
    const whole = { unit: 'rows/s', baseline: null, ratio: null, goal: `≥ ${GOAL.toLocaleString('en-US')} rows/s` };
    return [
      { ...whole, name: 'verify from the database, everything compared', value: rate, met: rate >= GOAL },
      { ...whole, name: 'the same, per second of its own CPU', value: perCpu, met: perCpu >= GOAL },
      limitFigure(
        'memory that its second half takes more',
        'MiB',
        rounds.map(({ grown }) => grown),
        16,
      ),
      rateFigure('verify, hash work only', 'events/s', pairs, 0.35),
    ];
  } finally {
    db.release();
  }
}
