import { unstable_doesMiddlewareMatch as matches } from 'next/experimental/testing/server';
import { expect, test } from 'vitest';
import { config } from './proxy';

const isLookedAt = (path: string) => matches({ config, url: `https://a.example${path}` });

test.each(['/_next/static/chunks/a.js', '/icon.svg', '/icon.svg?v=1'])('%s needs no nonce', (path) => {
  expect(isLookedAt(path)).toBe(false);
});

test.each([
  '/',
  '/audit',
  '/icon.svgx',
  '/iconxsvg',
  '/icon.svg/x',
  '/a/icon.svg',
  '/_next/staticx',
  '/_next/static',
  '/_next/image',
])('%s is looked at', (path) => {
  expect(isLookedAt(path)).toBe(true);
});
