import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { sealedEvents } from '@/lib/command/testing/events';
import { attachDatabase, closeDatabase, inTransaction } from '@/lib/db';
import { appendRecords, provideWriter } from '@/lib/ledger';
import { receiptOf } from '@/lib/ledger/append';
import { wakeSequencer } from '@/lib/ledger/wake';
import { readPart } from '../frame/part';
import { eventOfSomeKind } from './base-log';
import { lookAt } from './look';
import { type Base, openSite } from './site';

const PROCESSES = 4;
const WRITERS_EACH = 4;

export type SixteenJob = { url: string; writer: { id: string; key: string }; writes: number };
export type SixteenOptions = { base: Base; writes?: number; start(job: SixteenJob): ChildProcess };

/** One of the processes: four writers, each event in a transaction of its own; says at the end what was promised to it. */
export async function runSixteenPart(): Promise<void> {
  const { url, writer, writes } = await readPart<SixteenJob>();
  attachDatabase(url);
  provideWriter(async () => ({ id: writer.id, key: Buffer.from(writer.key, 'base64') }));
  const receipts: unknown[] = [];
  await Promise.all(
    Array.from({ length: WRITERS_EACH }, async (_, n) => {
      for (let i = 0; i < writes; i += 1) {
        const built = eventOfSomeKind(n * writes + i);
        await inTransaction((tx) => appendRecords(tx, [built]));
        wakeSequencer();
        receipts.push(receiptOf(built));
      }
    }),
  );
  await closeDatabase();
  process.stdout.write(JSON.stringify(receipts));
  process.exit(0);
}

async function finished(child: ChildProcess): Promise<{ eventId: string; digest: string }[]> {
  const chunks: Buffer[] = [];
  child.stdout?.on('data', (chunk: Buffer) => chunks.push(chunk));
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`a process of writers ended with ${String(code)}`);
  return JSON.parse(Buffer.concat(chunks).toString());
}

/** Verified again and again while they write, and once more with all their receipts when they are done. */
export async function sixteenWriters({ base, start, writes = 60 }: SixteenOptions): Promise<{
  verdict: string;
  named: string[];
  looks: number;
}> {
  const site = await openSite(base);
  try {
    const keeper = await site.startKeeper();
    const writer = { id: base.writer.id, key: base.writer.key.toString('base64') };
    const children = Array.from({ length: PROCESSES }, () => start({ url: site.url('app'), writer, writes }));
    const named = new Set<string>();
    const verdicts = new Set<string>();
    let writing = true;
    const all = Promise.all(children.map(finished)).finally(() => {
      writing = false;
    });
    let looks = 0;
    for (; writing; looks += 1) {
      await keeper.handlers['ledger.checkpoint']({});
      const seen = await lookAt(site.owner, site.outside, base.size);
      for (const name of seen.named) named.add(name);
      verdicts.add(seen.verdict);
    }
    const receipts = (await all).flat();
    await sealedEvents();
    const last = await lookAt(
      site.owner,
      { ...site.outside, receipts: [...site.outside.receipts, ...receipts] },
      base.size,
    );
    for (const name of last.named) named.add(name);
    verdicts.add(last.verdict);
    return {
      verdict: [...verdicts].sort().at(-1) === last.verdict ? last.verdict : [...verdicts].join(' or '),
      named: [...named],
      looks,
    };
  } finally {
    await site.close();
  }
}
