import { expect, it } from 'vitest';
import { HOME, localPath } from './local-path';

it('lets only our own paths through', () => {
  expect(localPath('/settings?a=b#c')).toBe('/settings?a=b#c');
  for (const bad of [
    null,
    undefined,
    '',
    'settings',
    '//evil.example',
    '/\\evil.example',
    'https://evil.example',
    '/\t/evil.example',
    'javascript:alert(1)',
  ])
    expect(localPath(bad)).toBe(HOME);
});
