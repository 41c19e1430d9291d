import type { Response } from '@playwright/test';
import { expect, NOBODY, test } from './fixtures';

const MOST = 200_000;

const ROUTES = [
  { path: '/audit-log', who: 'admin' },
  { path: '/ledger', who: 'admin' },
  { path: '/ledger/anchors', who: 'admin' },
  { path: '/settings', who: 'admin' },
  { path: '/sign-in', who: 'nobody' },
  { path: '/set-up', who: 'nobody' },
  { path: '/verify', who: 'nobody' },
] as const;

for (const { path, who } of ROUTES) {
  test(`${path} needs at most 200 kB of script`, async ({ browser, storageState, adminState }, testInfo) => {
    expect(adminState).toBeTruthy();
    const state = who === 'admin' ? storageState : NOBODY;
    const context = await browser.newContext({ ...(state && { storageState: state }) });
    const page = await context.newPage();
    const scripts: Response[] = [];
    page.on('response', (response) => {
      if (response.request().resourceType() === 'script') scripts.push(response);
    });
    // The live tail and the prefetched pages begin after hydration: by then all that the page needs has come.
    const hydrated = who === 'admin' ? page.waitForRequest(/_rsc=|\/api\/audit\/stream/) : null;
    await page.goto(path, { waitUntil: 'load' });
    await hydrated;
    const sizes = await Promise.all(scripts.map(async (script) => (await script.request().sizes()).responseBodySize));
    expect(scripts.some((script) => script.headers()['content-encoding'] === 'gzip')).toBe(true);
    const total = sizes.reduce((sum, size) => sum + size, 0);
    testInfo.annotations.push({ type: 'script', description: `${path} ${(total / 1000).toFixed(1)} kB` });
    expect(total).toBeGreaterThan(50_000);
    expect(total).toBeLessThanOrEqual(MOST);
    await context.close();
  });
}
