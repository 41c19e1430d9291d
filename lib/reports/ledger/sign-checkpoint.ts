import { z } from 'zod';
import { defineCommand, run } from '@/lib/command';
import type { Caller } from '@/lib/identity';
import { askKeeper } from '@/lib/keeper/client';
import { getHead } from '@/lib/ledger';

/** Sealed first: the signature that was asked for covers the event that says who asked. */
export const askForCheckpoint = defineCommand({
  name: 'ledger.sign_checkpoint',
  event: 'key.used',
  permission: 'ledger.sign',
  input: z.strictObject({}),
  waitsForSeal: true,
  prepare: async () => (await getHead()).origin ?? '',
  run: async (_tx, { caller }, _input, origin: string) => ({
    result: {},
    event: {
      name: 'key.used',
      summary: `${caller.actor.name} asked for a checkpoint signed by the ledger’s key.`,
      targets: [{ type: 'ledger', id: origin, name: origin }],
      details: { purpose: 'checkpoint' },
      effects: [],
    },
  }),
});

/** A signature under the log as it stands now, without waiting for the keeper's next round. */
export async function signCheckpoint(
  caller: Caller,
  runFolder?: string,
): Promise<{ size: number; seq: number | null }> {
  const { event } = await run(askForCheckpoint, caller, {});
  const { size } = await askKeeper('ledger.checkpoint', {}, runFolder);
  return { size, seq: event.seq };
}
