import { describe, expect, it } from 'vitest';
import { fieldLabel, listChanges } from './changes';

describe('listChanges', () => {
  it('names only what differs, with null for what was not there', () => {
    expect(listChanges({ name: 'a', zone: 'UTC', old: 1 }, { name: 'b', zone: 'UTC', fresh: [1] })).toEqual([
      { field: 'name', before: 'a', after: 'b' },
      { field: 'old', before: '1', after: null },
      { field: 'fresh', before: null, after: '[1]' },
    ]);
  });
});

describe('fieldLabel', () => {
  it('makes words of names', () => {
    expect(fieldLabel('sessionIdleMinutes')).toBe('Session idle minutes');
    expect(fieldLabel('time_zone')).toBe('Time zone');
  });
});
