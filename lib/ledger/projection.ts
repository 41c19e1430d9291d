import { type Envelope, EVENT_CLASS, SEVERITY, STATUS } from './envelope';

/** What the log's filter columns say of a record. Pure: the sequencer writes it, the verifier compares it. */
export type Projection = {
  recordedAt: string;
  module: string;
  activity: string;
  class: number;
  status: number;
  severity: number;
  actor: { type: string; id: string; name: string };
};

const MOST_CHARACTERS = 200;

/** PostgreSQL's text cannot hold U+0000, and an index entry only so much. The record itself keeps every character. */
const storable = (value: string): string =>
  value.replaceAll('\u0000', '\\u0000').slice(0, MOST_CHARACTERS).toWellFormed();

export function project(envelope: Envelope): Projection {
  const { type, id = '' } = envelope.actor;
  // Strangers choose the names they try: as actors they are one, or each guess would be a row kept for ever.
  const name = type === 'anonymous' ? 'anonymous' : envelope.actor.name;
  return {
    recordedAt: envelope.recordedAt,
    module: envelope.module,
    activity: envelope.activity,
    class: EVENT_CLASS[envelope.class],
    status: STATUS[envelope.status],
    severity: SEVERITY[envelope.severity],
    actor: { type, id: storable(id), name: storable(name) },
  };
}

export const actorKey = (actor: Projection['actor']): string => JSON.stringify([actor.type, actor.id, actor.name]);
