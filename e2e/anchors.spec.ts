import path from 'node:path';
import type { APIRequestContext, Page } from '@playwright/test';
import { expect, NOBODY, test } from './fixtures';
import { fetchEvent, fetchEvents } from './support/api';
import { findViolations } from './support/axe';
import { changeDatabase } from './support/database';
import { type Launched, launch } from './support/launch';
import { completeSetUp } from './support/people';

const dialog = (page: Page) => page.getByRole('dialog');
const row = (page: Page, name: string) => page.getByRole('table', { name: 'Anchors' }).getByRole('row', { name });
const said = (page: Page, text: string | RegExp) => page.getByRole('status').filter({ hasText: text });

async function choose(page: Page, name: string, item: string): Promise<void> {
  await page.getByRole('button', { name: `What to do with ${name}` }).click();
  await page.getByRole('menuitem', { name: item }).click();
}

async function remove(page: Page, name: string): Promise<void> {
  await choose(page, name, 'Remove');
  await expect(dialog(page)).toContainText('What it has confirmed stays');
  const button = dialog(page).getByRole('button', { name: 'Remove' });
  await expect(button).toBeDisabled();
  await dialog(page).getByLabel(`Type “${name}” to remove it`).fill(name);
  await button.click();
  await expect(dialog(page)).toBeHidden();
  await expect(page.getByText('The log is anchored nowhere')).toBeVisible();
}

async function changesOf(api: APIRequestContext, name: string): Promise<(string | undefined)[]> {
  const rows = (await fetchEvents(api)).filter(({ module }) => module === 'system' || module === 'audit');
  const details = await Promise.all(rows.map(({ seq }) => fetchEvent(api, seq)));
  return details
    .filter(({ envelope }) => envelope.targets?.some((target) => target.name === name))
    .map(({ envelope }) => envelope.summary?.replace(/\d+/, '…'))
    .reverse();
}

let witness: Launched | undefined;
test.afterEach(async () => {
  witness?.child.kill('SIGTERM');
  await witness?.ended;
  witness = undefined;
});

test('a file is added, confirmed on the ledger page, switched off and removed, and the log tells of each', async ({
  page,
  context,
  installation,
}) => {
  await page.goto('/ledger');
  await page.getByRole('link', { name: 'Add an anchor' }).click();
  await expect(page).toHaveURL('/ledger/anchors');
  await page.getByRole('button', { name: 'Add the first anchor' }).click();
  await dialog(page)
    .getByRole('button', { name: /^Append-only file/ })
    .click();
  await dialog(page).getByRole('button', { name: 'Add and test' }).click();
  await expect(dialog(page).getByLabel('Name')).toBeFocused();
  await expect(dialog(page).getByLabel('Name')).toHaveAccessibleDescription(/Fill this in/);
  await dialog(page).getByLabel('Name').fill('Archive');
  await dialog(page).getByLabel('Path').fill('archive.ndjson');
  await dialog(page).getByLabel('Path').press('Tab');
  await expect(dialog(page).getByLabel('Path')).toHaveAccessibleDescription(/A whole path ending in \.ndjson/);
  await dialog(page)
    .getByLabel('Path')
    .fill(path.join(path.dirname(installation.dataFolder), 'archive.ndjson'));
  await dialog(page).getByRole('button', { name: 'Add and test' }).click();
  await expect(said(page, /Saved, sealed as/)).toBeVisible();
  await expect(dialog(page)).toBeHidden();
  await expect(said(page, /Archive: Confirmed at \d+ events/)).toBeVisible();
  await expect(row(page, 'Archive')).toContainText(/local.*Confirmed.*\d+ event/);
  await expect(page.getByText(/None in use is outside/)).toBeVisible();

  await page.getByRole('link', { name: 'Ledger', exact: true }).click();
  await expect(page.getByRole('columnheader', { name: /Archive local/ })).toBeVisible();
  await expect(
    page
      .getByRole('row')
      .getByText(/^\d.* m?s$/)
      .first(),
  ).toBeVisible();
  await page.getByRole('link', { name: 'Anchors' }).click();

  for (const _twice of [1, 2]) {
    await choose(page, 'Archive', 'Change');
    await expect(dialog(page).getByLabel('Name')).toBeFocused();
    await page.keyboard.press('Escape');
    await expect(page.getByRole('button', { name: 'What to do with Archive' })).toBeFocused();
  }
  await page.getByRole('switch', { name: 'Archive is on' }).click();
  await expect(row(page, 'Archive')).toContainText('Off');
  await expect(page.getByRole('switch', { name: 'Archive is on' })).not.toBeChecked();
  await remove(page, 'Archive');
  // The schedule may have anchored it as well.
  expect([...new Set(await changesOf(context.request, 'Archive'))]).toEqual([
    'Liv Haugen added the anchor Archive.',
    'The log of … events was anchored in Archive.',
    'Liv Haugen switched the anchor Archive off.',
    'Liv Haugen removed the anchor Archive.',
  ]);
});

test('what is typed is not lost by a slip, and the dialog is usable by everybody', async ({
  browser,
  storageState,
}) => {
  const context = await browser.newContext({
    bypassCSP: true,
    reducedMotion: 'reduce',
    ...(storageState && { storageState }),
  });
  const page = await context.newPage();
  await page.goto('/ledger/anchors');
  await page.getByRole('button', { name: 'Add the first anchor' }).press('Enter');
  const kinds = dialog(page).getByRole('list', { name: 'Kinds of anchors' });
  await expect(kinds.getByRole('button')).toHaveCount(6);
  expect(await findViolations(page)).toEqual([]);
  await kinds.getByRole('button', { name: /^E-mail digest/ }).press('Enter');
  await dialog(page).getByRole('button', { name: 'More settings' }).click();
  for (const width of [390, 1280]) {
    await page.setViewportSize({ width, height: 800 });
    expect(await findViolations(page), `at ${width}`).toEqual([]);
  }
  await dialog(page).getByLabel('To', { exact: true }).fill('auditor@partner.example');
  await page.keyboard.press('Escape');
  await expect(dialog(page)).toContainText('What you typed is not saved');
  await dialog(page).getByRole('button', { name: 'Keep typing' }).click();
  await expect(dialog(page).getByLabel('To', { exact: true })).toHaveValue('auditor@partner.example');
  await page.keyboard.press('Escape');
  await dialog(page).getByRole('button', { name: 'Discard' }).click();
  await expect(dialog(page)).toBeHidden();
  await expect(page.getByRole('button', { name: 'Add the first anchor' })).toBeFocused();
  await context.close();
});

test('a witness that may not be reached is corrected in place, and then vouches for the log; an auditor may only look', async ({
  browser,
  fresh,
}) => {
  const context = await browser.newContext({ baseURL: fresh.address, storageState: NOBODY });
  const page = await context.newPage();
  await completeSetUp(page, fresh.setUpLink);
  await page.goto('/ledger');
  const log = await page
    .getByTitle(/^chainward.*\+/)
    .first()
    .getAttribute('title');
  const folder = path.join(path.dirname(fresh.dataFolder), 'witness');
  witness = launch(['witness', '--listen', '127.0.0.1:0', '--data', folder, '--log', log ?? '', '--json']);
  const { url, vkey } = JSON.parse(/^\{.*\}$/m.exec(await witness.hears('}\n'))?.[0] ?? '') as {
    url: string;
    vkey: string;
  };

  await page.getByRole('link', { name: 'Add an anchor' }).click();
  await page.getByRole('button', { name: 'Add the first anchor' }).click();
  await dialog(page)
    .getByRole('button', { name: /^Witness/ })
    .click();
  await dialog(page).getByLabel('Name').fill('Partner');
  await dialog(page).getByLabel('Address of the witness').fill(url);
  await dialog(page).getByLabel('Its verifier key').fill(vkey);
  await dialog(page).getByRole('button', { name: 'Add and test' }).click();
  await expect(dialog(page).getByRole('alert')).toContainText(/Saved, but the test failed.*not allowed: loopback/);
  await dialog(page).getByRole('button', { name: 'More settings' }).click();
  await dialog(page).getByLabel('May reach inside your network').fill('127.0.0.1');
  await dialog(page).getByRole('button', { name: 'Save and test' }).click();
  await expect(dialog(page)).toBeHidden();
  await expect(row(page, 'Partner')).toContainText(/outside.*Confirmed/);
  await choose(page, 'Partner', 'Test now');
  await expect(said(page, /Partner: Confirmed at \d+ events/).last()).toBeVisible();
  await page.getByRole('link', { name: 'Ledger', exact: true }).click();
  await expect(page.getByTitle(vkey)).toBeVisible();

  await changeDatabase(fresh, "UPDATE users SET roles = '{auditor}'");
  await page.goto('/ledger/anchors');
  await expect(page.getByText('You may see the anchors, not change them')).toBeVisible();
  await expect(row(page, 'Partner')).toContainText(/Confirmed.*On$/);
  await expect(page.getByRole('switch').or(page.getByRole('button', { name: /anchor|Partner/ }))).toHaveCount(0);
  await context.close();
});
