import { expect, it } from 'vitest';
import { columnName, escapeXml, STYLE, textCell } from './sheet-xml';

it('names columns as a sheet does', () => {
  expect([0, 25, 26, 51, 52, 701, 702].map(columnName)).toEqual(['A', 'Z', 'AA', 'AZ', 'BA', 'ZZ', 'AAA']);
});

it('leaves nothing that XML would read as its own', () => {
  expect(escapeXml('a<b>&"c"\'')).toBe('a&lt;b&gt;&amp;"c"\'');
  expect(textCell('B2', ' <x> ', STYLE.quoted)).toBe(
    '<c r="B2" s="3" t="inlineStr"><is><t xml:space="preserve"> &lt;x&gt; </t></is></c>',
  );
});

it.each([' a', 'a ', 'a\nb', '\t', 'a  b', '\u00a0'])('keeps the space of %j', (text) => {
  expect(textCell('A1', text, STYLE.plain)).toBe(
    `<c r="A1" t="inlineStr"><is><t${text === '\u00a0' ? '' : ' xml:space="preserve"'}>${text}</t></is></c>`,
  );
});
