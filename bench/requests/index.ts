import { fdatasyncSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { keyOfEarlierWriter } from '@/lib/keeper/client-writer';
import { waitUntilSealed } from '@/lib/ledger';
import { checkSegment, type RequestDraft, RequestRecorder } from '@/lib/ledger/requests';
import type { Benchmark, BenchOptions, Figure } from '../frame/figure';
import { limitFigure, percentile } from '../frame/figure';
import { type BenchInstallation, openBenchInstallation } from '../ledger/installation';

const RATE = 3_000;
const TICK_MS = 5;

const draftOf = (i: number): RequestDraft => ({
  actor: {
    type: 'service',
    id: `01900000-0000-7000-8000-${String(i % 40).padStart(12, '0')}`,
    name: `payments-api-${i % 40}`,
    method: 'certificate',
    certificate: { sha256: 'ab'.repeat(32), serial: '0a1b2c3d', issuer: 'CN=Larkfield Issuing CA 3' },
  },
  action: 'certificate.read',
  source: {
    ip: `10.20.${i % 200}.7`,
    method: 'GET',
    path: `/api/v1/certificates/${i}`,
    requestId: `r-${i}`,
    tlsVersion: 'TLSv1.3',
  },
});

async function sustained(recorder: RequestRecorder, seconds: number) {
  const took: number[] = [];
  const cpu = process.cpuUsage();
  const began = performance.now();
  while (performance.now() - began < seconds * 1000) {
    const due = Math.floor(((performance.now() - began) / 1000) * RATE);
    while (took.length < due) {
      const at = performance.now();
      recorder.record(draftOf(took.length));
      took.push((performance.now() - at) * 1000);
    }
    await delay(TICK_MS);
  }
  const ended = performance.now();
  const used = process.cpuUsage(cpu);
  await recorder.flush();
  const rate = (took.length * 1000) / (ended - began);
  took.sort((a, b) => a - b);
  return {
    count: took.length,
    rate,
    p50: percentile(took, 0.5),
    p99: percentile(took, 0.99),
    behindMs: performance.now() - ended,
    cores: (used.user + used.system) / 1000 / (ended - began),
  };
}

async function atOnce(recorder: RequestRecorder, count: number): Promise<number> {
  const began = performance.now();
  for (let i = 0; i < count; i += 1) recorder.record(draftOf(i));
  await recorder.flush();
  return (count * 1000) / (performance.now() - began);
}

/** What a flush of the disk before each answer would cost, for comparison: a group of so many lines and fdatasync. */
function flushCost(folder: string, group: number): number {
  const handle = openSync(path.join(folder, 'flush'), 'a');
  const line = Buffer.alloc(560 * group, 'x');
  const times = Array.from({ length: 50 }, () => {
    writeSync(handle, line);
    const at = performance.now();
    fdatasyncSync(handle);
    return performance.now() - at;
  }).sort((a, b) => a - b);
  return percentile(times, 0.5);
}

async function checkAll({ owner }: BenchInstallation, count: number): Promise<void> {
  const { rows } = await owner.query<{ segment: string; count: string }>(
    'SELECT segment, count(*) FROM service_request GROUP BY 1',
  );
  await waitUntilSealed(
    rows.map((row) => row.segment),
    30_000,
  );
  for (const { segment } of rows) {
    const checked = await checkSegment(segment);
    if (checked.verdict !== 'ok') throw new Error(`segment ${segment}: ${checked.problem}`);
  }
  const found = rows.reduce((sum, row) => sum + Number(row.count), 0);
  if (found !== count) throw new Error(`${found} requests are there, ${count} were recorded`);
}

async function measure(installation: BenchInstallation, { quick, progress }: BenchOptions): Promise<Figure[]> {
  const folder = mkdtempSync(path.join(tmpdir(), 'cw-bench-spool-'));
  const keyOfWriter = (id: string) => keyOfEarlierWriter('bench', id, installation.runFolder);
  const recorder = await RequestRecorder.open({ folder, process: 'bench', keyOfWriter });
  try {
    const steady = await sustained(recorder, quick ? 4 : 10);
    progress(
      `${Math.round(steady.rate)} requests/s: ${steady.cores.toFixed(2)} of a core, record() p50 ${steady.p50.toFixed(0)} µs, ` +
        `p99 ${steady.p99.toFixed(0)} µs, all in the database ${steady.behindMs.toFixed(0)} ms after the last`,
    );
    const most = quick ? 20_000 : 60_000;
    const fastest = await atOnce(recorder, most);
    progress(`as fast as they come: ${Math.round(fastest)} requests/s until they are in the database`);
    progress(
      `a flush of the disk would cost ${flushCost(folder, 1).toFixed(2)} ms a line, ${flushCost(folder, 15).toFixed(2)} ms for 15 lines (not done)`,
    );
    await checkAll(installation, steady.count + most);
    return [
      {
        name: 'requests recorded, sustained',
        value: steady.rate,
        unit: 'requests/s',
        baseline: null,
        ratio: null,
        goal: `≥ ${RATE * 0.99}`,
        met: steady.rate >= RATE * 0.99 && steady.behindMs < 2_000,
      },
      {
        name: 'requests recorded, at most',
        value: fastest,
        unit: 'requests/s',
        baseline: null,
        ratio: null,
        goal: `≥ ${RATE}`,
        met: fastest >= RATE,
      },
      limitFigure('record(), p99', 'µs', [steady.p99], 2_000),
    ];
  } finally {
    await recorder.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

export const requests: Benchmark = {
  summary:
    'Requests of services: spooled, then written each second with the event that holds their root; PostgreSQL with fsync on.',
  run: async (options) => {
    const installation = await openBenchInstallation();
    try {
      return await measure(installation, options);
    } finally {
      await installation.close();
    }
  },
};
