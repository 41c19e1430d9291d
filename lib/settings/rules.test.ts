import { describe, expect, it } from 'vitest';
import { UpdateSettingsInput } from './contract';
import { changedSettings, DEFAULT_SETTINGS, describeChange, valuesOf } from './rules';

describe('changedSettings', () => {
  it('holds what differs, both ways round, and nothing else', () => {
    expect(changedSettings(DEFAULT_SETTINGS, { ...DEFAULT_SETTINGS, name: 'Larkfield', sessionMaxHours: 8 })).toEqual({
      names: ['name', 'sessionMaxHours'],
      before: { name: 'Chainward', sessionMaxHours: 12 },
      after: { name: 'Larkfield', sessionMaxHours: 8 },
    });
  });

  it('is null when nothing differs', () => {
    expect(changedSettings(DEFAULT_SETTINGS, { ...DEFAULT_SETTINGS })).toBeNull();
  });
});

describe('describeChange', () => {
  it.each([
    [['timeZone'], 'the time zone'],
    [['name', 'timeZone'], 'the installation’s name and the time zone'],
    [['name', 'timeZone', 'sessionMaxHours'], 'the installation’s name, the time zone and the longest session'],
    [[], 'nothing'],
  ] as const)('%j', (names, text) => {
    expect(describeChange(names)).toBe(text);
  });
});

it('the defaults are settings that an admin could have chosen', () => {
  const input = { ...DEFAULT_SETTINGS, version: 1 };
  expect(UpdateSettingsInput.parse(input)).toEqual(input);
  expect(valuesOf(input)).toEqual(DEFAULT_SETTINGS);
});
