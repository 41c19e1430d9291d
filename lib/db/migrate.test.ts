import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { AppError } from '@/lib/core/errors';
import { type Migration, planMigrations, readMigrations } from './migrate';

const migration = (name: string): Migration => ({ name, sql: `-- ${name}`, checksum: `sum of ${name}` });
const [one, two, three] = [migration('1_one'), migration('2_two'), migration('3_three')];
const KNOWN = [one, two, three];
const applied = (given: Migration, changes: object = {}) => ({
  migration_name: given.name,
  checksum: given.checksum,
  finished: true,
  ...changes,
});

function refusalOf(rows: ReturnType<typeof applied>[] | null, strangers: string[] = []): AppError {
  try {
    planMigrations(KNOWN, rows, strangers);
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

describe('planMigrations', () => {
  it('applies everything to an empty database', () => {
    expect(planMigrations(KNOWN, null, [])).toEqual(KNOWN);
  });

  it('applies what is missing, in order, and nothing twice', () => {
    expect(planMigrations(KNOWN, [applied(one)], ['users'])).toEqual([two, three]);
    expect(
      planMigrations(
        KNOWN,
        KNOWN.map((each) => applied(each)),
        ['users'],
      ),
    ).toEqual([]);
  });

  it.each([
    ['tables of a stranger', null, ['a', 'b', 'c', 'd'], /holds tables that are not Chainward's \(a, b, c\)/],
    [
      'migrations of a stranger',
      [applied(migration('x')), applied(migration('y'))],
      [],
      /belongs to another application/,
    ],
    [
      'a newer version',
      [...KNOWN.map((each) => applied(each)), applied(migration('4_four'))],
      [],
      /newer Chainward \(4_four\)/,
    ],
    [
      'a migration begun and not ended',
      [applied(one), applied(two, { finished: false })],
      [],
      /2_two began and never ended/,
    ],
    [
      'an edited migration',
      [applied(one), applied(two, { checksum: 'other' })],
      [],
      /2_two is not the one that was applied/,
    ],
  ])('refuses %s, touching nothing and saying what to do', (_name, rows, strangers, message) => {
    const error = refusalOf(rows, strangers);
    expect(error.code).toBe('conflict');
    expect(error.message).toMatch(message);
    expect(error.message).toMatch(/Nothing was touched\. (Give|Start|Restore)/);
  });
});

it('the migrations of this version are in order and each has its own name', () => {
  const names = readMigrations().map(({ name }) => name);
  expect(names.length).toBeGreaterThan(0);
  expect(names).toEqual([...new Set(names)].sort());
  for (const name of names) expect(name).toMatch(/^\d{14}_[a-z0-9_]+$/);
});

it('readMigrations passes over an empty folder', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'cw-migrations-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const name of ['1_one', '2_left_behind']) mkdirSync(path.join(folder, name));
  writeFileSync(path.join(folder, '1_one', 'migration.sql'), 'SELECT 1');
  expect(readMigrations(folder)).toMatchObject([{ name: '1_one', sql: 'SELECT 1' }]);
});
