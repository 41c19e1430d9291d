import { expect, it } from 'vitest';
import { visibleLines } from './visible-lines';

it('keeps line feeds and tabs where lines are meant, and spells out the rest', () => {
  expect(visibleLines('a\n\tb\u202e')).toBe('a\n\tb\\u{202e}');
});
