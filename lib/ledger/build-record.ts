import { AppError } from '@/lib/core/errors';
import { uuidv7 } from '@/lib/core/ids';
import { toRecordTime } from '@/lib/core/time';
import { CATALOGUE, type EventName, isEventName } from './catalogue';
import { type ActorRecord, Envelope, type Severity, type SourceRecord, type Status } from './envelope';
import { encodeRecord, recordDigest } from './format/record';

/** What a command says of its event; who, where and when come from the context, class and severity from the catalogue. */
export type EventDraft = {
  name: EventName;
  summary: string;
  status?: Status;
  severity?: Severity;
  occurredAt?: Date;
} & Pick<
  Envelope,
  | 'reason'
  | 'targets'
  | 'certificate'
  | 'endpoint'
  | 'policy'
  | 'approval'
  | 'changes'
  | 'details'
  | 'effects'
  | 'claims'
  | 'trigger'
>;

export type EventContext = {
  actor: ActorRecord;
  source?: SourceRecord | undefined;
  session?: { id: string; startedAt: string } | undefined;
  now: Date;
};

export type BuiltRecord = { eventId: string; envelope: Envelope; record: Buffer; digest: Buffer; effects: string[] };

function firstProblem(error: { issues: readonly { path: PropertyKey[]; message: string }[] }): AppError {
  const issue = error.issues[0];
  const path = issue?.path.map(String).join('.') || 'the record';
  return new AppError('invalid_input', `The event cannot be recorded: ${path} ${issue?.message ?? 'is invalid'}`, {
    [path]: issue?.message ?? 'is invalid',
  });
}

/** Leaves out what is undefined: an absent field is absent, not null. */
const defined = <T extends object>(value: T): T =>
  Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined)) as T;

/** Text of strangers may be cut in the middle of a surrogate pair or hold half of one; a record may not. */
const wellFormed = (value: string, most: number): string => value.slice(0, most).toWellFormed();

function tidySource(source: SourceRecord): SourceRecord {
  const entries = Object.entries(source).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries.map(([name, value]) => [name, wellFormed(String(value), 1024)]));
}

/** The governed rows an event accounts for, as the inbox's column and the database's trigger know them. */
export const effectKeys = ({ effects = [] }: Envelope): string[] => effects.map(({ table, key }) => `${table}:${key}`);

export function sealable(envelope: Envelope): BuiltRecord {
  const record = encodeRecord(envelope);
  return { eventId: envelope.id, envelope, record, digest: recordDigest(record), effects: effectKeys(envelope) };
}

/** An event's record, checked whole: a wrong one is refused with the field's name before anything is written. */
export function buildRecord(draft: EventDraft, context: EventContext): BuiltRecord {
  const { name, status = 'success', severity, occurredAt, summary, ...rest } = draft;
  if (!isEventName(name))
    throw new AppError('invalid_input', `There is no event “${String(name)}” in the catalogue`, { name: 'is unknown' });
  const dot = name.indexOf('.');
  const now = toRecordTime(context.now);
  const parsed = Envelope.safeParse(
    defined({
      v: 1,
      id: uuidv7(context.now.getTime()),
      occurredAt: occurredAt ? toRecordTime(occurredAt) : now,
      recordedAt: now,
      module: name.slice(0, dot),
      activity: name.slice(dot + 1),
      class: CATALOGUE[name].class,
      status,
      severity: severity ?? CATALOGUE[name].severity,
      summary: wellFormed(summary, 500),
      actor: context.actor,
      session: context.session,
      source: context.source && tidySource(context.source),
      ...rest,
    }),
  );
  if (!parsed.success) throw firstProblem(parsed.error);
  return sealable(parsed.data);
}
