import { describe, expect, it } from 'vitest';
import { initials, mainRole, pagesFor } from './viewer';

const viewer = { name: 'Lena Haugen', email: 'l@example.org' };

describe('the person in the shell', () => {
  it('is named by the role that may do most', () => {
    expect(mainRole({ ...viewer, roles: ['viewer', 'admin', 'auditor'] })).toBe('Admin');
    expect(mainRole({ ...viewer, roles: [] })).toBe('No role');
  });

  it('has initials whatever the name looks like', () => {
    expect(['Lena Haugen', 'l.haugen', 'root', '東京', ''].map(initials)).toEqual(['LH', 'LH', 'RO', '東京', '?']);
  });

  it('sees only the pages that the role allows', () => {
    expect(pagesFor({ ...viewer, roles: ['viewer'] }).map((page) => page.href)).toEqual(['/settings']);
    expect(pagesFor({ ...viewer, roles: ['auditor'] }).map((page) => page.href)).toEqual([
      '/audit-log',
      '/ledger',
      '/ledger/anchors',
      '/settings',
    ]);
  });
});
