import { run } from '@/lib/command';
import { callerWith } from '@/lib/command/testing/callers';
import { attachDatabase, closeDatabase, inTransaction } from '@/lib/db';
import { closeFeed, provideWriter } from '@/lib/ledger';
import { readPart } from '../frame/part';
import { writerFrom } from './installation';
import { renameUser } from './rename';
import { sampleRecord } from './sample-events';

export type WritersJob = {
  kind: 'ledger' | 'plain';
  url: string;
  runFolder: string;
  userIds: string[];
  seconds: number;
};

const caller = callerWith('operator');

/** The same change on a table without governance, its record put into a plain table: an ordinary audit log. */
async function plainRename(id: string, i: number): Promise<void> {
  await inTransaction(async (tx) => {
    const [before] = await tx.$queryRaw<
      { name: string; version: number }[]
    >`SELECT * FROM bench_users WHERE id = ${id}::uuid`;
    await tx.$executeRaw`UPDATE bench_users SET name = ${`name ${i}`}, version = version + 1 WHERE id = ${id}::uuid AND version = ${before?.version ?? 0}`;
    await tx.$executeRaw`INSERT INTO bench_plain (record) VALUES (${sampleRecord(i).record})`;
  });
}

/** A process of four writers: told on standard input what to do, answers with how many changes it committed. */
export async function runWriters(): Promise<void> {
  const job = await readPart<WritersJob>();
  attachDatabase(job.url);
  provideWriter(() => writerFrom(job.runFolder));
  const change = (id: string, i: number) =>
    job.kind === 'ledger' ? run(renameUser, caller, { id, name: `name ${i}` }) : plainRename(id, i);
  await Promise.all(job.userIds.map((id) => change(id, 0)));
  const until = performance.now() + job.seconds * 1000;
  let done = 0;
  const began = performance.now();
  await Promise.all(
    job.userIds.map(async (id) => {
      for (let i = 1; performance.now() < until; i += 1) {
        await change(id, i);
        done += 1;
      }
    }),
  );
  process.stdout.write(JSON.stringify({ rate: (done * 1000) / (performance.now() - began) }));
  await closeFeed();
  await closeDatabase();
  process.exit(0);
}
