import type { Page } from '@playwright/test';
import { expect, NOBODY, test } from './fixtures';
import { fetchEvent, fetchEvents } from './support/api';
import { changeDatabase } from './support/database';
import { completeSetUp } from './support/people';

const check = (page: Page, title: string) =>
  page
    .getByRole('list', { name: 'Checks' })
    .getByRole('listitem')
    .filter({ hasText: new RegExp(`^${title}`) });

async function open(page: Page): Promise<void> {
  await page.goto('/ledger');
  await expect(page.getByRole('heading', { name: 'Ledger' })).toBeVisible();
}

test('the seal strip is the door, and the palette another', async ({ page }) => {
  await page.goto('/settings');
  await page
    .getByRole('navigation', { name: 'Main' })
    .getByRole('link', { name: /sealed/ })
    .click();
  await expect(page).toHaveURL('/ledger');
  await page.getByRole('link', { name: 'Audit log' }).first().click();
  await expect(page).toHaveURL('/audit-log');
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox').fill('ledger');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL('/ledger');
});

test('a checkpoint on demand covers the event that asked for it, and can be taken away', async ({ page, context }) => {
  await open(page);
  await page.getByRole('button', { name: 'Sign a checkpoint' }).click();
  const said = page.getByRole('status').filter({ hasText: /Signed at size/ });
  const size = Number(((await said.textContent()) ?? '').replace(/\D+/g, ''));
  const row = page.getByRole('row', { name: new RegExp(`^${size.toLocaleString('en-US')} `) });
  await expect(row).toBeVisible();
  const download = page.waitForEvent('download');
  await row.getByRole('link', { name: /^Download/ }).click();
  expect((await download).suggestedFilename()).toBe(`chainward-checkpoint-${size}.txt`);
  const asked = (await fetchEvents(context.request)).find(({ activity }) => activity === 'used');
  expect(asked?.seq).toBeLessThan(size);
  expect(await fetchEvent(context.request, asked?.seq ?? -1)).toMatchObject({
    envelope: { module: 'key', actor: { name: 'Liv Haugen' }, details: { purpose: 'checkpoint' } },
  });
});

test('“Verify now” has the worker read the log, and its result appears by itself', async ({ page }) => {
  await open(page);
  await page.getByRole('button', { name: 'Verify now' }).click();
  await expect(check(page, 'Whole log')).toContainText(/rows in .*, every root and column/);
  await expect(check(page, 'Reconcile')).toContainText(/governed rows, 0 without an event/);
  await expect(page.getByText('unanchored', { exact: true })).toBeVisible();
});

test('the drill names each damage by what an anchor knows, and tells what others miss', async ({ page }) => {
  await open(page);
  await page.getByRole('button', { name: 'Run all' }).click();
  await expect(page.getByText(/^(\d+) of \1 named$/)).toBeVisible();
  const rechained = page.getByRole('button', { name: /Record edited, re-chained/ });
  await rechained.press('Enter');
  await expect(rechained).toHaveAttribute('aria-expanded', 'true');
  const details = page
    .getByRole('listitem')
    .filter({ has: rechained })
    .getByRole('term')
    .filter({ hasText: 'A plain hash chain' });
  await expect(details.locator('xpath=..')).toContainText('notices nothing');
  await expect(page.getByText('Undamaged, the copy raised no alarm')).toBeVisible();
});

test('an export that is dropped here is checked by the verifier, which asks for the key', async ({ page, context }) => {
  await open(page);
  const response = await context.request.get('/api/audit/export?format=bundle', {
    headers: { 'sec-fetch-site': 'same-origin' },
  });
  const key = await page
    .getByTitle(/^chainward.*\+/)
    .first()
    .getAttribute('title');
  const file = { name: 'events.ndjson', mimeType: 'application/x-ndjson', buffer: await response.body() };
  await page.locator('input[type=file]').setInputFiles(file);
  await expect(page).toHaveURL('/verify');
  await expect(page.getByRole('heading', { name: 'Intact, but whose?' })).toBeVisible();
  await page.getByLabel('Verifier key of the log').fill(key ?? '');
  await page.getByRole('button', { name: 'Verify again' }).click();
  await expect(page.getByRole('heading', { name: 'Intact and complete' })).toBeVisible();
});

test('how to separate the roles is explained, by keyboard too', async ({ page }) => {
  await open(page);
  await page.getByRole('button', { name: 'Mend' }).press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Separate the database’s roles' });
  await expect(dialog).toContainText('DATABASE_KEEPER_URL');
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
});

test('damage stands on every page within a minute, and leads here', async ({ browser, fresh }) => {
  const context = await browser.newContext({ baseURL: fresh.address, storageState: NOBODY });
  const page = await context.newPage();
  await completeSetUp(page, fresh.setUpLink);
  await changeDatabase(fresh, 'UPDATE audit_event SET digest = sha256(digest) WHERE seq = 1');
  await page.goto('/settings');
  const started = await context.request.post('/api/ledger/verification', { headers: { origin: fresh.address } });
  expect(started.status()).toBe(200);
  const banner = page.getByRole('alert').filter({ hasText: 'The ledger is damaged at event 1' });
  await expect(banner).toBeVisible({ timeout: 30_000 });
  await expect(page.getByText('Damaged at 1')).toBeVisible();
  await banner.getByRole('link', { name: 'Open the ledger page' }).click();
  await expect(page.getByText('broken', { exact: true })).toBeVisible();
  await expect(check(page, 'Whole log')).toContainText('Event 1: the record is not the one that was sealed');
  await context.close();
});
