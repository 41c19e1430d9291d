import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Envelope, EVENT_CLASS, SEVERITY, STATUS } from '../envelope';
import { project } from '../projection';
import { sampleRecord } from '../testing/log';
import { ColumnCheck } from './check-columns';
import type { ActorName, Names } from './names';
import { RawRow } from './raw-row';
import { RecordScanner } from './scan-record';

/** A row of the log as COPY BINARY sends it, with what it says of a record. */
function binaryRow(
  record: Buffer,
  columns: { id: string; class: number; status: number; severity: number; micros: bigint },
): Buffer {
  const field = (value: Buffer) => {
    const length = Buffer.alloc(4);
    length.writeInt32BE(value.length);
    return Buffer.concat([length, value]);
  };
  const small = (value: number) => field(Buffer.from([value >> 8, value & 255]));
  const big = (value: bigint) => {
    const bytes = Buffer.alloc(8);
    bytes.writeBigInt64BE(value);
    return field(bytes);
  };
  const zero = field(Buffer.alloc(32));
  const actor = field(Buffer.from([0, 0, 0, 1]));
  const time = big(columns.micros - 946_684_800_000_000n);
  const id = field(Buffer.from(columns.id.replaceAll('-', ''), 'hex'));
  return Buffer.concat([
    ...[
      big(7n),
      id,
      field(record),
      zero,
      zero,
      zero,
      small(columns.class),
      small(columns.status),
      small(columns.severity),
    ],
    ...[small(1), small(1), actor, time, time],
  ]);
}

const microsOf = (time: string) => BigInt(Date.parse(`${time.slice(0, 19)}Z`)) * 1000n + BigInt(time.slice(20, 26));

function problemOf(
  envelope: Envelope,
  record: Buffer,
  changes: Partial<ReturnType<typeof columnsOf>> = {},
): string | null {
  const columns = { ...columnsOf(envelope), ...changes };
  const names = {
    modules: new Map([[1, columns.module]]),
    activities: new Map([[1, columns.activity]]),
    actors: new Map([[1, columns.actor]]),
  } as unknown as Names;
  const row = new RawRow();
  const bytes = binaryRow(record, columns);
  expect(row.read(bytes, 0)).toBe(bytes.length);
  const scanner = new RecordScanner();
  expect(scanner.scan(bytes, row.record, row.recordEnd)).toBe(true);
  return new ColumnCheck(names).problem(row, scanner);
}

function columnsOf(envelope: Envelope) {
  const said = project(envelope);
  const actor: ActorName = said.actor;
  return { ...said, actor, id: envelope.id, micros: microsOf(said.recordedAt) };
}

const name = fc.oneof(
  fc.string({ unit: fc.constantFrom('a', 'é', '😀', '"', '\u0000', '\n', '\\'), maxLength: 230 }),
  fc.string({ maxLength: 30 }),
);
const event = fc
  .record({
    name,
    id: fc.option(name, { nil: undefined }),
    type: fc.constantFrom('user', 'system', 'anonymous', 'service'),
    status: fc.constantFrom(...(Object.keys(STATUS) as (keyof typeof STATUS)[])),
    severity: fc.constantFrom(...(Object.keys(SEVERITY) as (keyof typeof SEVERITY)[])),
  })
  .map(({ status, severity, ...actor }) =>
    sampleRecord({ status, severity, ...(status !== 'success' && { reason: { code: 'x', message: 'y' } }) }, actor),
  );

describe('the filter columns', () => {
  it('agree with whatever the projection wrote', () => {
    fc.assert(
      fc.property(event, ({ envelope, record }) => {
        expect(problemOf(envelope, record)).toBeNull();
      }),
    );
  });

  const { envelope, record } = sampleRecord({}, { id: 'u1' });
  const actor = project(envelope).actor;
  it.each([
    ['event_id', { id: '01900000-0000-7000-8000-000000000000' }],
    ['recorded_at', { micros: microsOf(envelope.recordedAt) + 1n }],
    ['module', { module: 'sessions' }],
    ['activity', { activity: 'starte' }],
    ['class', { class: EVENT_CLASS.management }],
    ['class', { class: 77 }],
    ['status', { status: 2 }],
    ['severity', { severity: 4 }],
    ['actor type', { actor: { ...actor, type: 'user' } }],
    ['actor id', { actor: { ...actor, id: 'u2' } }],
    ['actor name', { actor: { ...actor, name: '' } }],
  ] as const)('that differ are named: %s', (column, changes) => {
    expect(problemOf(envelope, record, changes)).toBe(column);
  });

  it.each([
    ['an id beyond ASCII where the column says none', { id: 'é' }, { id: '' }, 'actor id'],
    ['an id where the column says none', { id: 'u1' }, { id: '' }, 'actor id'],
    ['no id where the column says one', {}, { id: 'u1' }, 'actor id'],
    ['a name beyond ASCII', { name: 'Ada é' }, { name: 'Ada e' }, 'actor name'],
    ['a stranger under the name that he tried', { type: 'anonymous', name: 'root' }, { name: 'root' }, 'actor name'],
    [
      'a stranger where it was none',
      { type: 'user', name: 'root' },
      { type: 'anonymous', name: 'anonymous' },
      'actor type',
    ],
  ] as const)('see %s', (_name, who, column, expected) => {
    const sample = sampleRecord({}, who);
    const said = project(sample.envelope).actor;
    expect(problemOf(sample.envelope, sample.record)).toBeNull();
    expect(problemOf(sample.envelope, sample.record, { actor: { ...said, ...column } })).toBe(expected);
  });

  it('of what is no event are not compared', () => {
    for (const bytes of ['{}', '5', '{"actor":5}', '"x"'])
      expect(problemOf(envelope, Buffer.from(bytes))).toBe('record');
  });

  it('know every time that a record may hold', () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date('2000-01-01'), max: new Date('2199-12-31'), noInvalidDate: true }),
        fc.nat(999),
        (date, micros) => {
          const recordedAt = `${date.toISOString().slice(0, -1)}${String(micros).padStart(3, '0')}Z`;
          const changed = { ...envelope, recordedAt };
          const bytes = Buffer.from(record.toString().replace(/"recordedAt":"[^"]*"/, `"recordedAt":"${recordedAt}"`));
          expect(problemOf(changed, bytes)).toBeNull();
          expect(problemOf(changed, bytes, { micros: microsOf(recordedAt) - 1n })).toBe('recorded_at');
        },
      ),
    );
  });
});
