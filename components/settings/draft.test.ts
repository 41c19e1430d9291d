import { describe, expect, it } from 'vitest';
import { draftErrors, sameDraft, toDraft, toInput } from './draft';

const settings = {
  version: 3,
  name: 'Larkfield',
  timeZone: 'UTC',
  sessionIdleMinutes: 30,
  sessionMaxHours: 12,
  updatedAt: '2026-11-20T00:00:00.000Z',
};

describe('the draft of the settings', () => {
  it('goes there and back', () => {
    const { updatedAt: _, ...input } = settings;
    expect(toInput(toDraft(settings), 3)).toEqual(input);
  });

  it('is unchanged when only blanks differ', () => {
    expect(sameDraft(toDraft(settings), { ...toDraft(settings), name: ' Larkfield ' })).toBe(true);
    expect(sameDraft(toDraft(settings), { ...toDraft(settings), name: 'Lark' })).toBe(false);
  });

  it('takes an empty or broken number for an error, never for 0', () => {
    expect(draftErrors({ ...toDraft(settings), sessionIdleMinutes: '', sessionMaxHours: '1.5' })).toEqual({
      sessionIdleMinutes: 'A whole number',
      sessionMaxHours: 'A whole number',
    });
    expect(draftErrors(toDraft(settings))).toEqual({});
  });
});
