import { describe, expect, it } from 'vitest';
import { countFilters, summarizeValues, toggleValue } from './filter-field';

const field = {
  id: 'fruit',
  label: 'Fruit',
  options: ['apple', 'pear', 'plum'].map((value) => ({ value, label: value })),
};

describe('filter fields', () => {
  it('adds and removes in the order of the options', () => {
    expect(toggleValue(field, ['plum'], 'apple')).toEqual(['apple', 'plum']);
    expect(toggleValue(field, ['apple', 'plum'], 'apple')).toEqual(['plum']);
  });

  it('says the first value and how many more', () => {
    expect(summarizeValues(field, [])).toBe('');
    expect(summarizeValues(field, ['pear'])).toBe('pear');
    expect(summarizeValues(field, ['plum', 'apple', 'pear'])).toBe('apple +2');
  });

  it('counts fields, not values', () => {
    expect(countFilters({ fruit: ['apple', 'pear'], colour: [] })).toBe(1);
  });
});
