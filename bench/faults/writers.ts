import { setTimeout as delay } from 'node:timers/promises';
import { run } from '@/lib/command';
import { callerWith } from '@/lib/command/testing/callers';
import { attachDatabase } from '@/lib/db';
import { provideWriter, recordEvents } from '@/lib/ledger';
import { getSettings, updateSettings } from '@/lib/settings';
import { readPart } from '../frame/part';
import { writerFrom } from '../ledger/installation';
import { ReceiptFile } from './receipts';
import { WebClient } from './web-client';

export type FaultWritersJob = {
  /** Through the front and the web process, or straight through the command layer, as a worker writes. */
  way: 'web' | 'process';
  writers: number;
  receipts: string;
  address: string;
  authority: string;
  account: { email: string; password: string };
  databaseUrl: string;
  runFolder: string;
};

const PAUSE_AFTER_ERROR_MS = 50;

type Write = () => Promise<{ eventId: string; digest: string } | null>;

/** Reads the settings and changes them; of many at once one wins, and the others are told. */
function webWriter(client: WebClient, mark: number): Write {
  let version = 1;
  let turn = 0;
  return async () => {
    turn += 1;
    const input = {
      version,
      name: `Larkfield ${mark}-${turn}`,
      timeZone: 'UTC',
      sessionIdleMinutes: 60,
      sessionMaxHours: 12,
    };
    const answer = await client.act('/settings', 'updateSettingsAction', input);
    if (!answer.ok) {
      version = (await getSettings()).version;
      return null;
    }
    const value = answer.value as { event: { eventId: string; digest: string }; settings: { version: number } };
    version = value.settings.version;
    return value.event;
  };
}

const caller = callerWith('admin');

function processWriter(mark: number): Write {
  let turn = 0;
  return async () => {
    turn += 1;
    if (turn % 4 === 0) {
      const { updatedAt: _, ...settings } = await getSettings();
      const { event } = await run(updateSettings, caller, { ...settings, name: `Larkfield ${mark}/${turn}` });
      return event;
    }
    const [receipt] = await recordEvents(
      [
        {
          name: 'audit.viewed',
          summary: `Writer ${mark} viewed the audit log (${turn}).`,
          details: { view: 'fault-test' },
        },
      ],
      { actor: caller.actor, source: caller.source, now: new Date() },
    );
    return receipt ?? null;
  };
}

/** Writes until it is ended, whatever fails on the way; only what was acknowledged goes into the file. */
export async function runFaultWriters(): Promise<void> {
  const job = await readPart<FaultWritersJob>();
  attachDatabase(job.databaseUrl);
  provideWriter(() => writerFrom(job.runFolder));
  const receipts = new ReceiptFile(job.receipts);
  const client = new WebClient(job.address, job.authority);
  if (job.way === 'web') await client.signIn(job.account);
  await Promise.all(
    Array.from({ length: job.writers }, async (_, i) => {
      const write = job.way === 'web' ? webWriter(client, i) : processWriter(i);
      for (;;) {
        try {
          const receipt = await write();
          if (receipt) receipts.add(receipt);
        } catch {
          await delay(PAUSE_AFTER_ERROR_MS);
        }
      }
    }),
  );
}
