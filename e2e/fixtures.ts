import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type BrowserContext, test as base, type Page } from '@playwright/test';
import { type Installation, startInstallation } from './support/installation';
import { completeSetUp, signIn } from './support/people';

type WorkerFixtures = {
  /** One installation for all tests that can share it: none may rely on what another left in its log. */
  installation: Installation;
  /** Its first admin, signed in once: a file with cookies. */
  adminState: string;
};

type TestFixtures = {
  /** An installation that nobody has touched. */
  fresh: Installation;
  /** Without a session. */
  stranger: BrowserContext;
  /** The admin with a session of this test's own, for whoever ends it. */
  ownSession: Page;
};

export const NOBODY = { cookies: [], origins: [] };

/** `page` and `context` are the admin's, with the shared session. */
export const test = base.extend<TestFixtures, WorkerFixtures>({
  installation: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of fixtures from the pattern
    async ({}, use) => {
      const installation = await startInstallation();
      await use(installation);
      await installation.stop();
    },
    { scope: 'worker', timeout: 60_000 },
  ],
  adminState: [
    async ({ browser, installation }, use) => {
      const folder = mkdtempSync(path.join(tmpdir(), 'chainward-state-'));
      const file = path.join(folder, 'admin.json');
      const context = await browser.newContext({ ignoreHTTPSErrors: true });
      await completeSetUp(await context.newPage(), installation.setUpLink);
      await context.storageState({ path: file });
      await context.close();
      await use(file);
      rmSync(folder, { recursive: true, force: true });
    },
    { scope: 'worker', timeout: 60_000 },
  ],
  baseURL: async ({ installation }, use) => use(installation.address),
  storageState: async ({ adminState }, use) => use(adminState),
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of fixtures from the pattern
  fresh: async ({}, use) => {
    const installation = await startInstallation();
    await use(installation);
    await installation.stop();
  },
  stranger: async ({ browser, storageState: _setUpIsDone }, use) => {
    const context = await browser.newContext({ storageState: NOBODY });
    await use(context);
    await context.close();
  },
  ownSession: async ({ stranger }, use) => {
    const page = await stranger.newPage();
    await signIn(page);
    await use(page);
  },
});

export { expect } from '@playwright/test';
