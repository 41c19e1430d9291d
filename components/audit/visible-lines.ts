import { visibleText } from '@/lib/core/visible-text';

/** For text of several lines, where line feeds and tabs are layout. */
export const visibleLines = (text: string): string =>
  text
    .split(/([\n\t])/)
    .map((part, index) => (index % 2 === 1 ? part : visibleText(part)))
    .join('');
