import { expect, it } from 'vitest';
import { browserName } from './browser-name';

it('recognizes common browsers and leaves the rest as it came', () => {
  expect(browserName('Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0')).toBe('Firefox 145');
  expect(
    browserName('Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36 Edg/142.0'),
  ).toBe('Edge 142');
  expect(browserName('Mozilla/5.0 (Macintosh) AppleWebKit/605.1.15 Version/26.1 Safari/605.1.15')).toBe('Safari 26');
  expect(browserName('curl/8.5.0')).toBe('curl/8.5.0');
});
