import { describe, expect, it } from 'vitest';
import { AppError } from '@/lib/core/errors';
import { buildRecord, type EventContext, type EventDraft } from './build-record';
import { parseRecord, recordDigest } from './format/record';

const now = new Date('2026-11-20T08:15:30.123Z');
const context: EventContext = { actor: { type: 'system', name: 'test', method: 'none' }, now };
const draft: EventDraft = { name: 'system.started', summary: 'It began.' };

function refusalOf(changes: object, more: Partial<EventContext> = {}): AppError {
  try {
    buildRecord({ ...draft, ...changes }, { ...context, ...more });
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

describe('buildRecord', () => {
  it('fills in from catalogue and context, and gives bytes that are a record', () => {
    const effects = [{ table: 'users', key: 'a', after: null }];
    const { eventId, envelope, record, digest, effects: names } = buildRecord({ ...draft, effects }, context);
    expect(JSON.parse(record.toString('utf8'))).toEqual({
      v: 1,
      id: eventId,
      occurredAt: '2026-11-20T08:15:30.123000Z',
      recordedAt: '2026-11-20T08:15:30.123000Z',
      module: 'system',
      activity: 'started',
      class: 'system',
      status: 'success',
      severity: 'info',
      summary: 'It began.',
      actor: { type: 'system', name: 'test', method: 'none' },
      effects,
    });
    expect(JSON.parse(record.toString('utf8'))).toEqual(envelope);
    expect(parseRecord(record)).not.toBeNull();
    expect(digest).toEqual(recordDigest(record));
    expect(names).toEqual(['users:a']);
  });

  it('leaves out what is undefined', () => {
    const source = { ip: '192.0.2.1', userAgent: undefined };
    const { record } = buildRecord({ ...draft, targets: undefined, claims: undefined } as EventDraft, {
      ...context,
      session: undefined,
      source: source as object,
    });
    const text = record.toString('utf8');
    expect(text).not.toMatch(/targets|claims|session|userAgent|null/);
    expect(JSON.parse(text)).toMatchObject({ source: { ip: '192.0.2.1' } });
  });

  it('refuses an event that is not in the catalogue', () => {
    expect(refusalOf({ name: 'system.exploded' })).toMatchObject({
      code: 'invalid_input',
      message: 'There is no event “system.exploded” in the catalogue',
      fields: { name: 'is unknown' },
    });
    for (const name of ['toString', '__proto__', 'constructor', ''])
      expect(refusalOf({ name }).fields).toHaveProperty('name');
  });

  it.each([
    ['before 2000', { occurredAt: new Date('1999-12-31T23:59:59.999Z') }],
    ['after 2199', { occurredAt: new Date('2200-01-01T00:00:00Z') }],
    ['far after', { occurredAt: new Date('+012026-01-01T00:00:00Z') }],
  ])('refuses a time %s', (_name, changes) => {
    const error = refusalOf(changes);
    expect(error.code).toBe('invalid_input');
    expect(Object.keys(error.fields)).toEqual(['occurredAt']);
  });

  it('refuses a clock gone wrong', () => {
    expect(Object.keys(refusalOf({}, { now: new Date('1970-01-01') }).fields)).toEqual(['occurredAt']);
  });

  it.each([
    ['an unknown status', { status: 'good' }, 'status'],
    ['an empty summary', { summary: '' }, 'summary'],
    ['a target without id', { targets: [{ type: 'user', name: 'x' }] }, 'targets.0.id'],
    ['a digest that is none', { effects: [{ table: 'a', key: 'b', after: 'c' }] }, 'effects.0.after'],
    ['a port that is none', { endpoint: { port: 65_536 } }, 'endpoint.port'],
    ['a parent that is no event', { trigger: { parentEventId: 'x' } }, 'trigger.parentEventId'],
    ['a field nobody declared', { targets: [{ type: 'a', id: 'b', name: 'c', more: 1 }] }, 'targets.0'],
    ['an undefined detail', { details: { a: undefined } }, 'details.a'],
    ['a date in details', { details: { at: now } }, 'details.at'],
    ['a fraction in details', { details: { share: 0.5 } }, 'details.share'],
    ['half a surrogate pair', { details: { text: 'x\uD83D' } }, 'details.text'],
  ])('refuses %s and names the field', (_name, changes, field) => {
    const error = refusalOf(changes);
    expect(error.code).toBe('invalid_input');
    expect(Object.keys(error.fields)).toEqual([field]);
    expect(error.message).toContain(field);
  });

  it('refuses a record that is too large', () => {
    expect(refusalOf({ details: { text: 'x'.repeat(70_000) } })).toMatchObject({ code: 'too_large' });
  });

  it('makes the text of strangers whole where it was cut or broken', () => {
    const summary = `${'x'.repeat(499)}\u{1F600}`;
    const source = { userAgent: `curl\uD800 ${'y'.repeat(2000)}`, ip: '192.0.2.1' };
    const { envelope } = buildRecord({ ...draft, summary }, { ...context, source });
    expect(envelope.summary).toBe(`${'x'.repeat(499)}\uFFFD`);
    expect(envelope.source?.userAgent).toHaveLength(1024);
    expect(envelope.source?.userAgent).toMatch(/^curl\uFFFD yyy/);
  });
});
