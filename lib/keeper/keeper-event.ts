import { uuidv7 } from '@/lib/core/ids';
import { type BuiltRecord, buildRecord, type EventDraft, sealable } from '@/lib/ledger/build-record';

const ACTOR = { type: 'system', name: 'keeper', method: 'none' } as const;

/** An event that the keeper seals itself, past the inbox; under an id chosen before, so that it is found again after a crash. */
export function keeperEvent(draft: EventDraft, now: Date, id = uuidv7(now.getTime())): BuiltRecord {
  const { envelope } = buildRecord(draft, { actor: ACTOR, now });
  return sealable({ ...envelope, id });
}
