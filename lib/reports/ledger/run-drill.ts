import { createHash } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { z } from 'zod';
import { AppError } from '@/lib/core/errors';
import type { Caller } from '@/lib/identity';
import { DRILLS, type DrillName } from '@/lib/ledger/drill/damages';
import { detect } from '@/lib/ledger/drill/detectors';
import { Hashing } from '@/lib/ledger/drill/hashing';
import type { DrillReport } from '../contract/ledger';
import { recordView } from '../record-view';
import { loadSlice } from './load-slice';

const NAMES = Object.keys(DRILLS) as [DrillName, ...DrillName[]];
export const DrillInput = z.strictObject({ drills: z.array(z.enum(NAMES)).min(1).max(NAMES.length).default(NAMES) });

const hashing = new Hashing((bytes) => createHash('sha256').update(bytes).digest());

/** Damages copies of the newest events in memory, one kind after the other, and tells which way of keeping a log would notice. */
export async function runDrill(caller: Caller, input: unknown): Promise<DrillReport> {
  const parsed = DrillInput.safeParse(input);
  if (!parsed.success) throw new AppError('invalid_input', 'There is no such damage', { drills: 'is unknown' });
  const { slice, outside } = await loadSlice();
  const from = outside.start.size;
  const at = from + Math.floor((slice.head.size - from) / 2);
  const outcomes: DrillReport['outcomes'] = [];
  for (const drill of parsed.data.drills) {
    // Each takes some milliseconds of hashing; others are served in between.
    await nextTurn();
    outcomes.push({ drill, found: detect(DRILLS[drill](slice, at, outside, hashing), outside, hashing) });
  }
  await recordView(caller, 'tamper-drill');
  return {
    from,
    to: slice.head.size - 1,
    at,
    ranAt: new Date().toISOString(),
    untouched: detect(slice, outside, hashing).anchored,
    outcomes,
  };
}
