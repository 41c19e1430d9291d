import { expect, it } from 'vitest';
import { passwordHint } from './password-strength';

it('speaks of length only', () => {
  expect(passwordHint('')).toContain('At least 12');
  expect(passwordHint('a'.repeat(11))).toBe('1 more character needed.');
  expect(passwordHint('a'.repeat(12))).toContain('Long enough');
  expect(passwordHint('a'.repeat(16))).toBe('Good length.');
  expect(passwordHint('a'.repeat(24))).toBe('Very good length.');
});
