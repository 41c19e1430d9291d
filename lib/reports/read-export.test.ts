import { describe, expect, it } from 'vitest';
import { readExport } from './read-export';
import { only } from './testing/exporting';

describe('readExport', () => {
  const read = (params: Record<string, string>) => readExport(new Map(Object.entries(params)) as never);

  it('takes Excel of everything for granted', () => {
    expect(readExport(new URLSearchParams())).toEqual(only('xlsx'));
    expect(read({ format: 'bundle', module: 'auth,auth', from: '3', to: '9' })).toEqual(
      only('bundle', { module: ['auth'], from: 3, to: 9 }),
    );
  });

  it.each([
    [{ format: 'pdf' }, 'format'],
    [{ module: 'nonsense' }, 'filter'],
    [{ from: '-1' }, 'from'],
    [{ to: '1e3' }, 'to'],
    [{ from: '9', to: '3' }, 'to'],
  ])('refuses %j', (params, field) => {
    expect(() => read(params)).toThrow(
      expect.objectContaining({ code: 'invalid_input', fields: { [field]: expect.any(String) } }),
    );
  });
});
