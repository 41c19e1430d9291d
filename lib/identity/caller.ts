import { toRecordTime } from '@/lib/core/time';
import type { ActorRecord, SourceRecord } from '@/lib/ledger';
import type { Role } from './contract';
import type { LiveSession } from './find-session';

/** Who asks, from where, in which session: everything an event needs to know of its author. */
export type Caller = {
  actor: ActorRecord;
  roles: readonly Role[];
  userId: string | null;
  session: { id: string; startedAt: string } | null;
  source: SourceRecord;
};

export const anonymous = (source: SourceRecord, name = 'anonymous'): Caller => ({
  actor: { type: 'anonymous', name, method: 'none' },
  roles: [],
  userId: null,
  session: null,
  source,
});

/** A process of ours, acting by schedule or at the machine's own terminal. */
export const machine = (type: 'system' | 'scheduler', name: string): Caller => ({
  actor: { type, name, method: 'none' },
  roles: [],
  userId: null,
  session: null,
  source: {},
});

export function callerOf(session: LiveSession, source: Caller['source']): Caller {
  const { id, name, email, roles } = session.user;
  return {
    actor: { type: 'user', id, name, email, roles, method: session.method },
    roles,
    userId: id,
    session: { id: session.id, startedAt: toRecordTime(session.startedAt) },
    source,
  };
}
