import type { Page } from '@playwright/test';
import { expect, NOBODY, test } from './fixtures';
import { events, panel } from './support/audit-page';
import { findViolations } from './support/axe';
import { type Installation, startInstallation } from './support/installation';
import { fillSetUp } from './support/people';
import { watchProblems } from './support/problems';

type View = { name: string; path: string; who: 'admin' | 'nobody'; ready: (page: Page) => Promise<unknown> };

const heading = (name: string) => (page: Page) => expect(page.getByRole('heading', { name })).toBeVisible();

const VIEWS: readonly View[] = [
  { name: 'sign-in', path: '/sign-in', who: 'nobody', ready: heading('Sign in') },
  { name: 'verify', path: '/verify', who: 'nobody', ready: heading('Verify an export') },
  { name: 'set-up closed', path: '/set-up', who: 'nobody', ready: heading('Set up Chainward') },
  {
    name: 'not found',
    path: '/nowhere',
    who: 'admin',
    ready: (page) => expect(page.getByText('There is no such page')).toBeVisible(),
  },
  {
    name: 'audit log',
    path: '/audit-log',
    who: 'admin',
    ready: (page) => expect(events(page).locator('[data-key]').first()).toBeVisible(),
  },
  {
    name: 'audit log, nothing found',
    path: '/audit-log?module=user&status=failure',
    who: 'admin',
    ready: (page) => expect(page.getByText('No event matches these 2 filters')).toBeVisible(),
  },
  {
    name: 'audit log, event open',
    path: '/audit-log?event=1',
    who: 'admin',
    ready: (page) => expect(panel(page).getByRole('heading', { name: 'Proof' })).toBeVisible(),
  },
  {
    name: 'ledger',
    path: '/ledger',
    who: 'admin',
    ready: (page) => expect(page.getByRole('heading', { name: 'Tamper drill' })).toBeVisible(),
  },
  {
    name: 'anchors',
    path: '/ledger/anchors',
    who: 'admin',
    ready: (page) => expect(page.getByText('The log is anchored nowhere')).toBeVisible(),
  },
  {
    name: 'settings',
    path: '/settings',
    who: 'admin',
    ready: (page) => expect(page.getByLabel('Time zone')).toBeVisible(),
  },
];

const THEMES = ['light', 'dark'] as const;
const WIDTHS = [1280, 1440, 390];

const scrollsSideways = (page: Page) =>
  page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth);

for (const view of VIEWS) {
  test(`${view.name}: nothing to complain about`, async ({ browser, storageState, installation }) => {
    const state = view.who === 'admin' ? storageState : NOBODY;
    const context = await browser.newContext({ ...(state && { storageState: state }) });
    const problems = await watchProblems(context, installation.address);
    const page = await context.newPage();
    for (const width of WIDTHS) {
      await page.setViewportSize({ width, height: 900 });
      await page.goto(view.path);
      await view.ready(page);
      expect(await scrollsSideways(page), `scrolls sideways at ${width}`).toBe(false);
    }
    const expected = view.path === '/nowhere' ? /^404 .*\/nowhere$|status of 404/ : /^$/;
    expect(problems.filter((problem) => !expected.test(problem))).toEqual([]);
    await context.close();
  });

  test(`${view.name}: usable by everybody`, async ({ browser, storageState, adminState }) => {
    test.slow();
    expect(adminState).toBeTruthy();
    const state = view.who === 'admin' ? storageState : NOBODY;
    for (const colorScheme of THEMES) {
      const context = await browser.newContext({
        colorScheme,
        bypassCSP: true,
        reducedMotion: 'reduce',
        ...(state && { storageState: state }),
      });
      const page = await context.newPage();
      await page.goto(view.path);
      for (const width of WIDTHS) {
        await page.setViewportSize({ width, height: 900 });
        await view.ready(page);
        expect(await findViolations(page), `${colorScheme}, ${width}`).toEqual([]);
      }
      await context.close();
    }
  });
}

test.describe('before set-up', () => {
  let untouched: Installation;
  test.beforeAll(async () => {
    untouched = await startInstallation();
  });
  test.afterAll(() => untouched?.stop());

  test('the set-up page is usable by everybody', async ({ browser }) => {
    for (const colorScheme of THEMES) {
      const context = await browser.newContext({ colorScheme, bypassCSP: true, storageState: NOBODY });
      const problems = await watchProblems(context, untouched.address);
      const page = await context.newPage();
      await page.goto(untouched.setUpLink);
      for (const width of WIDTHS) {
        await page.setViewportSize({ width, height: 900 });
        await expect(page.getByRole('button', { name: 'Set up and sign in' })).toBeVisible();
        expect(await scrollsSideways(page)).toBe(false);
        expect(await findViolations(page), `${colorScheme}, ${width}`).toEqual([]);
      }
      expect(problems).toEqual([]);
      await context.close();
    }
  });

  test('a lost answer to set-up is not called a refusal', async ({ browser }) => {
    const context = await browser.newContext({ storageState: NOBODY });
    const page = await context.newPage();
    await page.route('**/set-up*', (route) => (route.request().method() === 'POST' ? route.abort() : route.continue()));
    await page.goto(untouched.setUpLink);
    await fillSetUp(page);
    await expect(page.getByRole('alert').filter({ hasText: 'did not answer' })).toContainText(
      'It is not known whether this took effect; reload the page to see.',
    );
    await context.close();
  });
});
