import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildRecord } from './build-record';
import { actorKey, project } from './projection';

const projected = (actor: { id?: string; name: string }) =>
  project(
    buildRecord(
      { name: 'auth.login_failed', summary: 'No.', status: 'denied' },
      { actor: { type: 'service', method: 'none', ...actor }, now: new Date('2026-11-20T08:15:30.123Z') },
    ).envelope,
  );

describe('project', () => {
  it('says of a record what the filter columns hold', () => {
    expect(projected({ name: 'x@example.org' })).toEqual({
      recordedAt: '2026-11-20T08:15:30.123000Z',
      module: 'auth',
      activity: 'login_failed',
      class: 1,
      status: 2,
      severity: 2,
      actor: { type: 'service', id: '', name: 'x@example.org' },
    });
  });

  it('writes U+0000 so that PostgreSQL can hold it, and keeps names short', () => {
    expect(projected({ id: '\u0000', name: `a\u0000${'b'.repeat(1000)}` }).actor).toEqual({
      type: 'service',
      id: '\\u0000',
      name: `a\\u0000${'b'.repeat(193)}`,
    });
  });

  it('knows strangers as one actor, whatever account they try', () => {
    const tried = { actor: { type: 'anonymous', name: 'x@example.org', method: 'none' } as const, now: new Date() };
    const { envelope } = buildRecord({ name: 'auth.login_failed', summary: 'No.' }, tried);
    expect(envelope.actor.name).toBe('x@example.org');
    expect(project(envelope).actor).toEqual({ type: 'anonymous', id: '', name: 'anonymous' });
  });

  it('is storable and small whatever the name', () => {
    const name = fc.string({ unit: 'binary', maxLength: 1000, size: 'max' }).map((text) => text.toWellFormed());
    fc.assert(
      fc.property(name, (text) => {
        const { actor } = projected({ name: text.slice(0, 1024).toWellFormed() });
        expect(actor.name).not.toContain('\u0000');
        expect(actor.name.isWellFormed()).toBe(true);
        expect(actor.name.length).toBeLessThanOrEqual(200);
      }),
    );
  });
});

it('two actors have two keys, however their parts are cut', () => {
  const key = (id: string, name: string) => actorKey({ type: 'user', id, name });
  expect(key('a', 'b,c')).not.toBe(key('a,b', 'c'));
  expect(key('a"', '"b')).not.toBe(key('a', '""b'));
});
