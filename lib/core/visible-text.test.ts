import fc from 'fast-check';
import { expect, test } from 'vitest';
import { visibleText } from './visible-text';

test.each([
  ['right-to-left override', 'a\u202Eb', 'a\\u{202e}b'],
  ['isolates', '\u2066x\u2069', '\\u{2066}x\\u{2069}'],
  ['Arabic letter mark', '\u061C', '\\u{061c}'],
  ['C0 with newline and tab', 'a\n\t\u0000', 'a\\u{000a}\\u{0009}\\u{0000}'],
  ['escape of a terminal', '\u001B[31m', '\\u{001b}[31m'],
  ['delete and C1', '\u007F\u009B', '\\u{007f}\\u{009b}'],
  ['zero width', 'a\u200Bb\u200Dc\uFEFF\u2060', 'a\\u{200b}b\\u{200d}c\\u{feff}\\u{2060}'],
  ['soft hyphen', 'a\u00ADb', 'a\\u{00ad}b'],
  ['Hangul filler', '\u3164\uFFA0', '\\u{3164}\\u{ffa0}'],
  ['variation selector', 'a\uFE0F', 'a\\u{fe0f}'],
  ['tag characters', 'a\u{E0041}', 'a\\u{e0041}'],
  ['line and paragraph separators', '\u2028\u2029', '\\u{2028}\\u{2029}'],
  ['lone surrogates', 'a\uD800b\uDC00', 'a\\u{d800}b\\u{dc00}'],
])('shows %s', (_name, given, shown) => {
  expect(visibleText(given)).toBe(shown);
});

test.each(['plain text', 'Zürich, 東京, Москва', 'ABC שלום', 'a 😀 pair', '<b>&amp;</b>', ''])(
  'leaves %j alone',
  (text) => {
    expect(visibleText(text)).toBe(text);
  },
);

test('whatever comes in, nothing invisible comes out, and a second pass changes nothing', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const shown = visibleText(text);
      expect(shown).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
      expect(visibleText(shown)).toBe(shown);
    }),
  );
});
