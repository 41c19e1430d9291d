import { expect, test, vi } from 'vitest';
import { unit, withoutSecondDatabase } from './test-parts.mjs';

const debianInCi = { ci: true, isRoot: true, isDebian: true };

test('a second database that could have been installed is missed', () => {
  expect(withoutSecondDatabase(debianInCi)).toMatchObject([{ name: 'db on Debian PostgreSQL', passed: 0, failed: 1 }]);
});

test.each(['ci', 'isRoot', 'isDebian'])('without %s its absence is only a line', (key) => {
  const log = vi.spyOn(console, 'log').mockImplementation(() => {});
  expect(withoutSecondDatabase({ ...debianInCi, [key]: false })).toEqual([]);
  expect(log).toHaveBeenCalledOnce();
  log.mockRestore();
});

test('without its tools the unit tests are not even begun, and that is said', async () => {
  const row = await unit([], { tools: async () => null });
  expect(row).toMatchObject({ name: 'unit', passed: 0, failed: 1, note: 'openssl or LibreOffice is missing' });
});
