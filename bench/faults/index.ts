import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { completeSetUp, createSetUpLink } from '@/lib/access';
import { type RunFile, readRunFile } from '@/lib/cli/data-folder';
import { freePort, until } from '@/lib/cli/start/ready';
import { run } from '@/lib/command';
import { stranger } from '@/lib/command/testing/callers';
import { attachDatabase, closeDatabase, createPool } from '@/lib/db';
import { frontFiles } from '@/lib/keeper/client-files';
import { closeFeed, provideWriter } from '@/lib/ledger';
import { verifyLog } from '@/lib/ledger/verify/verify-log';
import { projectRoot } from '@/lib/paths';
import type { Benchmark, BenchOptions, Figure } from '../frame/figure';
import { startPart } from '../frame/part';
import { writerFrom } from '../ledger/installation';
import { readReceipts } from './receipts';
import type { FaultWritersJob } from './writers';

const ACCOUNT = { name: 'Lena Haugen', email: 'l.haugen@larkfield.example', password: 'correct horse battery' };
const KILLS = 20;
const PROCESSES = 4;
const WRITERS_EACH = 4;
const VICTIMS = ['web', 'keeper', 'postgres'] as const;

type Installation = { dataFolder: string; address: string; stop(): Promise<void> };

async function startWhole(): Promise<Installation> {
  const dataFolder = mkdtempSync(path.join(tmpdir(), 'cw-faults-'));
  // As root, the database's own user must get through.
  chmodSync(dataFolder, 0o711);
  const [port, metricsPort] = [await freePort(), await freePort()];
  const args = ['start', '--data', dataFolder, '--port', String(port), '--metrics-port', String(metricsPort)];
  const child = spawn(process.execPath, [path.join(projectRoot(), 'bin', 'chainward'), ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => {
    said += chunk.toString();
  });
  const failed = new AbortController();
  const early = () => failed.abort(new Error('the installation did not start'));
  child.once('exit', early);
  await until(async () => (said.includes('Chainward is running') ? true : null), failed.signal);
  return {
    dataFolder,
    address: `https://localhost:${port}`,
    stop: async () => {
      const gone = once(child, 'exit');
      child.kill('SIGTERM');
      await gone;
      rmSync(dataFolder, { recursive: true, force: true });
    },
  };
}

function pidOf(victim: (typeof VICTIMS)[number], dataFolder: string, runFolder: string): number | null {
  try {
    const file =
      victim === 'postgres'
        ? path.join(dataFolder, 'postgres', 'postmaster.pid')
        : path.join(runFolder, `${victim}.pid`);
    return Number(readFileSync(file, 'utf8').split('\n')[0]) || null;
  } catch {
    return null;
  }
}

const sizeOf = (file: string): number => statSync(file, { throwIfNoEntry: false })?.size ?? 0;

/** Kills at random instants, each time waiting until every way of writing has been acknowledged something again. */
async function killInTurn(
  installation: Installation,
  runFolder: string,
  files: string[],
  kills: number,
  progress: (text: string) => void,
): Promise<void> {
  for (let kill = 1; kill <= kills; kill += 1) {
    await delay(100 + Math.random() * 900);
    const victim = VICTIMS[kill % VICTIMS.length] ?? 'web';
    const pid = pidOf(victim, installation.dataFolder, runFolder);
    if (!pid) throw new Error(`${victim} is not running`);
    const before = files.map(sizeOf);
    process.kill(pid, 'SIGKILL');
    const at = performance.now();
    await until(
      async () => (files.every((file, i) => sizeOf(file) > (before[i] ?? 0) + 400) ? true : null),
      AbortSignal.timeout(60_000),
    );
    progress(
      `kill ${kill}: ${victim}; all writers acknowledged again after ${((performance.now() - at) / 1000).toFixed(1)} s`,
    );
  }
}

/** The acknowledged pairs that the log does not hold with the same digest. */
async function compare(
  databaseUrl: string,
  files: string[],
): Promise<{ acknowledged: number; lost: number; verdict: string; size: number }> {
  const pool = createPool(databaseUrl, 'faults', 1);
  try {
    await until(
      async () => ((await pool.query('SELECT count FROM chainward_waiting()')).rows[0]?.count === '0' ? true : null),
      AbortSignal.timeout(30_000),
    );
    const receipts = files.flatMap(readReceipts);
    const { rows } = await pool.query<{ event_id: string; digest: Buffer }>('SELECT event_id, digest FROM audit_event');
    const sealed = new Map(rows.map((row) => [row.event_id, row.digest.toString('hex')]));
    const lost = receipts.filter(({ eventId, digest }) => sealed.get(eventId) !== digest).length;
    const vkey = String((await pool.query('SELECT vkey FROM ledger_head')).rows[0]?.vkey);
    const db = await pool.connect();
    const report = await verifyLog({ db, vkey });
    db.release();
    return { acknowledged: receipts.length, lost, verdict: report.verdict, size: report.size };
  } finally {
    await pool.end();
  }
}

const ways = (dataFolder: string, address: string, urls: RunFile['urls'], runFolder: string): FaultWritersJob[] =>
  Array.from({ length: PROCESSES }, (_, i) => ({
    way: i % 2 === 0 ? 'web' : 'process',
    writers: WRITERS_EACH,
    receipts: path.join(dataFolder, `receipts-${i}`),
    address,
    authority: frontFiles(dataFolder).authority,
    account: { email: ACCOUNT.email, password: ACCOUNT.password },
    databaseUrl: urls.app,
    runFolder,
  }));

async function makeAdmin({ urls, runFolder }: RunFile): Promise<void> {
  attachDatabase(urls.app);
  provideWriter(() => writerFrom(runFolder));
  const token = await createSetUpLink(new Date());
  await run(completeSetUp, stranger, { token, installationName: 'Larkfield', ...ACCOUNT });
  await closeFeed();
  await closeDatabase();
}

async function runUnderFire(installation: Installation, kills: number, progress: (text: string) => void) {
  const running = readRunFile(installation.dataFolder);
  if (!running) throw new Error('the installation left no run file');
  await makeAdmin(running);
  const jobs = ways(installation.dataFolder, installation.address, running.urls, running.runFolder);
  const files = jobs.map((job) => job.receipts);
  const children = jobs.map((job) => startPart('fault-writers', job));
  try {
    await until(async () => (files.every((file) => sizeOf(file) > 0) ? true : null), AbortSignal.timeout(30_000));
    await killInTurn(installation, running.runFolder, files, kills, progress);
  } finally {
    for (const child of children) child.kill('SIGKILL');
  }
  return compare(running.urls.keeper, files);
}

async function measure({ quick, progress }: BenchOptions): Promise<Figure[]> {
  const kills = quick ? 9 : KILLS;
  const installation = await startWhole();
  try {
    const { acknowledged, lost, verdict, size } = await runUnderFire(installation, kills, progress);
    const figure = (name: string, value: number, unit: string, goal: string, met: boolean): Figure => ({
      name,
      value,
      unit,
      baseline: null,
      ratio: null,
      goal,
      met,
    });
    return [
      figure(`acknowledged over ${kills} kills -9, 16 writers`, acknowledged, 'events', '> 0', acknowledged > 0),
      figure('acknowledged, yet not sealed with the same digest', lost, 'events', '0', lost === 0),
      figure(
        `log of ${size} events: verdict ${verdict}`,
        verdict === 'unanchored' ? 0 : 1,
        'faults',
        'unanchored (intact)',
        verdict === 'unanchored',
      ),
    ];
  } finally {
    await installation.stop();
  }
}

export const faults: Benchmark = {
  summary:
    'kill −9 of web, keeper and PostgreSQL at random instants while sixteen clients write and keep their receipts.',
  run: measure,
};
