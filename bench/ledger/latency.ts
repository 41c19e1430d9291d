import { setTimeout as delay } from 'node:timers/promises';
import { Channel, createPool } from '@/lib/db';
import { appendBulk } from '@/lib/ledger/append-bulk';
import { SEALED_CHANNEL } from '@/lib/ledger/channels';
import { wakeSequencer } from '@/lib/ledger/wake';
import { type BenchOptions, type Figure, limitFigure, percentile } from '../frame/figure';
import type { BenchInstallation } from './installation';
import { sampleRecord } from './sample-events';

const RATE = 2_000;
const ROUNDS = 3;
const TICK_MS = 5;

/** From the moment a writer has its COMMIT to the moment a listener hears that the log covers the event. */
async function measure(
  { urls }: BenchInstallation,
  seconds: number,
): Promise<{ p50: number; p99: number; rate: number }> {
  const channel = new Channel(urls.app, SEALED_CHANNEL);
  await new Promise<void>((resolve) => channel.once('gap', resolve));
  const heard: { size: number; at: number }[] = [];
  channel.on('message', (size) => heard.push({ size: Number(size), at: performance.now() }));
  const pool = createPool(urls.app, 'bench-latency', 16);
  const committed = new Map<string, number>();
  const open: Promise<void>[] = [];
  const began = performance.now();
  let sent = 0;
  while (performance.now() - began < seconds * 1000) {
    const due = Math.floor(((performance.now() - began) / 1000) * RATE);
    for (; sent < due; sent += 1) {
      const built = sampleRecord(sent);
      open.push(
        appendBulk(pool, [built]).then(() => {
          committed.set(built.eventId, performance.now());
          wakeSequencer();
        }),
      );
    }
    await delay(TICK_MS);
  }
  await Promise.all(open);
  const rate = (sent * 1000) / (performance.now() - began);
  const ids = [...committed.keys()];
  let rows: { event_id: string; seq: string }[] = [];
  for (let tries = 0; tries < 100 && rows.length < ids.length; tries += 1) {
    ({ rows } = await pool.query('SELECT event_id, seq FROM audit_event WHERE event_id = ANY($1::uuid[])', [ids]));
    if (rows.length < ids.length) await delay(50);
  }
  await pool.end();
  await channel.close();
  const latencies: number[] = [];
  for (const { event_id: id, seq } of rows) {
    const cover = heard.find((message) => message.size > Number(seq));
    if (cover) latencies.push(Math.max(0, cover.at - (committed.get(id) ?? 0)));
  }
  if (latencies.length < ids.length)
    throw new Error(`${ids.length - latencies.length} of ${ids.length} events were not sealed`);
  latencies.sort((a, b) => a - b);
  if (rate < RATE * 0.95)
    throw new Error(`only ${Math.round(rate)} events/s were reached; the figure would not be what it says`);
  return { p50: percentile(latencies, 0.5), p99: percentile(latencies, 0.99), rate };
}

export async function benchLatency(
  installation: BenchInstallation,
  { quick, progress }: BenchOptions,
): Promise<Figure[]> {
  const rounds: { p50: number; p99: number }[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const { p50, p99, rate } = await measure(installation, quick ? 3 : 10);
    progress(`commit to sealed at ${Math.round(rate)}/s: p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms`);
    rounds.push({ p50, p99 });
  }
  return [
    limitFigure(
      'commit to sealed at 2,000/s, p50',
      'ms',
      rounds.map((round) => round.p50),
      10,
    ),
    limitFigure(
      'commit to sealed at 2,000/s, p99',
      'ms',
      rounds.map((round) => round.p99),
      100,
    ),
  ];
}
