import { type Envelope, EVENT_CLASS, SEVERITY, STATUS } from '../envelope';
import { project } from '../projection';
import type { Names } from './names';
import type { RawRow } from './raw-row';
import { PLACES, type Place, type RecordScanner } from './scan-record';

const place = (name: Place): number => PLACES.indexOf(name);
const [ID, RECORDED_AT] = [place('id'), place('recordedAt')];
const [MODULE, ACTIVITY] = [place('module'), place('activity')];
const [CLASS, STATUS_PLACE, SEVERITY_PLACE] = [place('class'), place('status'), place('severity')];
const [ACTOR_TYPE, ACTOR_ID, ACTOR_NAME] = [place('actor.type'), place('actor.id'), place('actor.name')];

const MOST_ACTOR_BYTES = 200;

type Words = ReadonlyMap<number, Uint8Array>;
const toWords = (names: Iterable<readonly [number, string]>): Words =>
  new Map([...names].map(([no, name]) => [no, Buffer.from(name)]));
const numbered = (numbers: Record<string, number>): Words =>
  toWords(Object.entries(numbers).map(([name, no]) => [no, name]));
const CLASSES = numbered(EVENT_CLASS);
const STATUSES = numbered(STATUS);
const SEVERITIES = numbered(SEVERITY);

const STRANGER = Buffer.from('anonymous');
const isSame = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0;

const HEX = Uint8Array.from(Buffer.from('0123456789abcdef'));
const DAYS_TO_1970 = 719_468;
/** Place and byte of each mark in a time. */
const MARKS = [4, 0x2d, 7, 0x2d, 10, 0x54, 13, 0x3a, 16, 0x3a, 19, 0x2e, 26, 0x5a] as const;

/** Days since 1970 of a date of the Gregorian calendar. */
function daysOf(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  return y * 365 + Math.floor(y / 4) - Math.floor(y / 100) + Math.floor(y / 400) + dayOfYear - DAYS_TO_1970;
}

const microsOfText = (time: string): number => {
  const micros = Date.parse(`${time.slice(0, 19)}Z`) * 1000 + Number(time.slice(20, 26));
  if (!Number.isSafeInteger(micros)) throw new RangeError('no time');
  return micros;
};

/** Compares the filter columns of a row with its record: fast where all is as usual, in words where it is not. */
export class ColumnCheck {
  private readonly modules: Words;
  private readonly activities: Words;
  private readonly actors: ReadonlyMap<
    number,
    { type: Uint8Array; id: Uint8Array; name: Uint8Array; stranger: boolean }
  >;

  constructor(private readonly names: Names) {
    this.modules = toWords(names.modules);
    this.activities = toWords(names.activities);
    this.actors = new Map(
      [...names.actors].map(([no, { type, id, name }]) => [
        no,
        // Strangers choose the names they try: the projection knows them by one.
        {
          type: Buffer.from(type),
          id: Buffer.from(id),
          name: Buffer.from(name),
          stranger: type === 'anonymous',
        },
      ]),
    );
  }

  /** The column that differs; "record" when it is no event; null when all agree. */
  problem(row: RawRow, scanner: RecordScanner): string | null {
    return this.agrees(row, scanner) ? null : this.compare(row);
  }

  /** True only if every column says what the record says; false may also mean that this is no case for the fast way. */
  private agrees(row: RawRow, scanner: RecordScanner): boolean {
    const says = (member: number, word: Uint8Array | undefined) =>
      word !== undefined &&
      (scanner.from[member] ?? -1) >= 0 &&
      scanner.is(scanner.from[member] ?? 0, scanner.to[member] ?? 0, word);
    const actor = this.actors.get(row.actor);
    return (
      actor !== undefined &&
      // Long names are cut: a rule of the projection, which the slow way asks.
      actor.id.length < MOST_ACTOR_BYTES &&
      actor.name.length < MOST_ACTOR_BYTES &&
      says(MODULE, this.modules.get(row.module)) &&
      says(ACTIVITY, this.activities.get(row.activity)) &&
      says(CLASS, CLASSES.get(row.class)) &&
      says(STATUS_PLACE, STATUSES.get(row.status)) &&
      says(SEVERITY_PLACE, SEVERITIES.get(row.severity)) &&
      says(ACTOR_TYPE, actor.type) &&
      (actor.id.length > 0 ? says(ACTOR_ID, actor.id) : scanner.lacks('actor.id')) &&
      (actor.stranger ? isSame(actor.name, STRANGER) : says(ACTOR_NAME, actor.name)) &&
      this.sameId(row, scanner.from[ID] ?? -1, scanner.to[ID] ?? 0) &&
      this.sameTime(row, scanner.from[RECORDED_AT] ?? -1, scanner.to[RECORDED_AT] ?? 0)
    );
  }

  private sameId({ bytes, eventId }: RawRow, from: number, to: number): boolean {
    if (from < 0 || to - from !== 36 || eventId < 0) return false;
    let at = from;
    for (let i = 0; i < 16; i += 1) {
      if (i === 4 || i === 6 || i === 8 || i === 10) {
        if (bytes[at] !== 0x2d) return false;
        at += 1;
      }
      const byte = bytes[eventId + i] ?? 0;
      if (bytes[at] !== HEX[byte >> 4] || bytes[at + 1] !== HEX[byte & 15]) return false;
      at += 2;
    }
    return true;
  }

  /** As in “2026-11-20T08:15:30.123456Z”. */
  private sameTime({ bytes, recordedMicros }: RawRow, from: number, to: number): boolean {
    if (from < 0 || to - from !== 27) return false;
    const digits = (at: number, count: number): number => {
      let value = 0;
      for (let i = at; i < at + count; i += 1) {
        const digit = (bytes[from + i] ?? 0) - 0x30;
        if (digit < 0 || digit > 9) return Number.NaN;
        value = value * 10 + digit;
      }
      return value;
    };
    for (let i = 0; i < MARKS.length; i += 2) if (bytes[from + (MARKS[i] ?? 0)] !== MARKS[i + 1]) return false;
    const [year, month, day] = [digits(0, 4), digits(5, 2), digits(8, 2)];
    const [hour, minute, second] = [digits(11, 2), digits(14, 2), digits(17, 2)];
    if (!(month >= 1 && month <= 12 && day >= 1 && day <= 31 && hour < 24 && minute < 60 && second < 60)) return false;
    const seconds = daysOf(year, month, day) * 86_400 + hour * 3_600 + minute * 60 + second;
    return seconds * 1_000_000 + digits(20, 6) === recordedMicros;
  }

  /** The projection itself, compared column by column. What was put in a record's place may be any JSON. */
  private compare(row: RawRow): string | null {
    const { bytes } = row;
    try {
      const envelope = JSON.parse(bytes.toString('utf8', row.record, row.recordEnd)) as Envelope;
      const said = project(envelope);
      const actor = this.names.actors.get(row.actor);
      const id = row.eventId < 0 ? '' : bytes.toString('hex', row.eventId, row.eventId + 16);
      const pairs: [string, unknown, unknown][] = [
        ['event_id', id, String(envelope.id).replaceAll('-', '')],
        ['recorded_at', row.recordedMicros, microsOfText(said.recordedAt)],
        ['module', this.names.modules.get(row.module), said.module],
        ['activity', this.names.activities.get(row.activity), said.activity],
        ['class', row.class, said.class],
        ['status', row.status, said.status],
        ['severity', row.severity, said.severity],
        ['actor type', actor?.type, said.actor.type],
        ['actor id', actor?.id, said.actor.id],
        ['actor name', actor?.name, said.actor.name],
      ];
      return pairs.find(([, stored, recorded]) => stored === undefined || stored !== recorded)?.[0] ?? null;
    } catch {
      return 'record';
    }
  }
}
