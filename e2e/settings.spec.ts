import type { Page } from '@playwright/test';
import { expect, test } from './fixtures';
import { openAccountMenu } from './support/people';

const idle = (page: Page) => page.getByLabel('End a session after idling for');
const save = (page: Page) => page.getByRole('button', { name: 'Save' });
const saved = (page: Page) => page.getByRole('status').filter({ hasText: 'Saved, sealed as' });

async function open(page: Page): Promise<number> {
  await page.goto('/settings');
  await expect(save(page)).toBeDisabled();
  return Number(await idle(page).inputValue());
}

const other = (minutes: number) => String(minutes === 90 ? 95 : 90);

test('what is wrong is said at its field, and goes when it is corrected', async ({ page }) => {
  const now = await open(page);
  await idle(page).fill('3');
  await save(page).click();
  await expect(idle(page)).toHaveAccessibleDescription(/At least 5 minutes/);
  await expect(idle(page)).toHaveAttribute('aria-invalid', 'true');
  await idle(page).fill('soon');
  await save(page).click();
  await expect(idle(page)).toHaveAccessibleDescription(/A whole number/);
  await idle(page).fill(String(now));
  await expect(idle(page)).not.toHaveAttribute('aria-invalid', 'true');
  await expect(save(page)).toBeDisabled();
});

test('a saved change can be undone from its message', async ({ page }) => {
  const now = await open(page);
  await idle(page).fill(other(now));
  await save(page).click();
  await expect(saved(page)).toBeVisible();
  const undo = page.getByRole('button', { name: 'Undo' });
  await undo.click();
  await expect(idle(page)).toHaveValue(String(now));
  await page.reload();
  await expect(idle(page)).toHaveValue(String(now));
});

test('what is typed after a save is lost neither to Undo nor to the message’s link', async ({ page }) => {
  const now = await open(page);
  await idle(page).fill(other(now));
  await save(page).click();
  await expect(page.getByRole('button', { name: 'Undo' })).toBeVisible();
  await idle(page).fill('77');
  await expect(page.getByRole('button', { name: 'Undo' })).toBeHidden();
  await page.getByRole('link', { name: 'Open event' }).click();
  await page.getByRole('dialog', { name: 'Leave without saving?' }).getByRole('button', { name: 'Stay' }).click();
  await expect(page).toHaveURL('/settings');
  await expect(idle(page)).toHaveValue('77');
});

test('nothing can be typed while the settings are saved', async ({ page }) => {
  const now = await open(page);
  let answer = () => {};
  const held = new Promise<void>((resolve) => {
    answer = resolve;
  });
  await page.route('**/settings', async (route) => {
    if (route.request().method() === 'POST') await held;
    await route.continue();
  });
  await idle(page).fill(other(now));
  await idle(page).press('Enter');
  await expect(idle(page)).not.toBeEditable();
  await expect(page.getByLabel('Name')).not.toBeEditable();
  await page.keyboard.press('Enter');
  answer();
  await expect(saved(page)).toHaveCount(1);
  await expect(idle(page)).toBeEditable();
  await expect(idle(page)).toBeFocused();
});

test('of two people who change the settings at once, the second is told', async ({ page, context }) => {
  const now = await open(page);
  const late = await context.newPage();
  await open(late);
  await idle(page).fill(other(now));
  await save(page).click();
  await expect(saved(page)).toBeVisible();
  await late.getByLabel('Name').fill('Somebody else’s idea');
  await save(late).click();
  await expect(late.getByText('Somebody else changed the settings meanwhile')).toBeVisible();
  await late.getByRole('button', { name: 'Load the newer values' }).click();
  await expect(idle(late)).toHaveValue(other(now));
  await expect(late.getByLabel('Name')).not.toHaveValue('Somebody else’s idea');
});

test('unsaved changes are not lost by leaving', async ({ page }) => {
  const now = await open(page);
  await idle(page).fill(other(now));
  await page.getByRole('link', { name: 'Audit log' }).click();
  const asked = page.getByRole('dialog', { name: 'Leave without saving?' });
  await asked.getByRole('button', { name: 'Stay' }).click();
  await expect(idle(page)).toHaveValue(other(now));
  const warned = page.waitForEvent('dialog');
  const reload = page.reload().catch(() => undefined);
  await (await warned).accept();
  await reload;
  await expect(idle(page)).toHaveValue(String(now));
  await idle(page).fill(other(now));
  await page.getByRole('link', { name: 'Audit log' }).click();
  await asked.getByRole('button', { name: 'Discard and leave' }).click();
  await expect(page).toHaveURL('/audit-log');
});

test('Back asks too, and then leads where it would have', async ({ page }) => {
  await page.goto('/audit-log');
  await page.getByRole('link', { name: 'Settings' }).click();
  await expect(save(page)).toBeDisabled();
  const typed = other(Number(await idle(page).inputValue()));
  await idle(page).fill(typed);
  const asked = page.getByRole('dialog', { name: 'Leave without saving?' });
  await page.evaluate(() => history.back());
  await asked.getByRole('button', { name: 'Stay' }).click();
  await expect(page).toHaveURL('/settings');
  await expect(idle(page)).toHaveValue(typed);
  await page.evaluate(() => history.back());
  await asked.getByRole('button', { name: 'Discard and leave' }).click();
  await expect(page).toHaveURL('/audit-log');
});

test('who signs out and discards is not asked a second time', async ({ ownSession: page }) => {
  const now = await open(page);
  const asked: string[] = [];
  page.on('dialog', (dialog) => {
    asked.push(dialog.type());
    void dialog.dismiss();
  });
  await idle(page).fill(other(now));
  await openAccountMenu(page);
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await page.getByRole('button', { name: 'Discard and leave' }).click();
  await expect(page).toHaveURL(/\/sign-in/);
  expect(asked).toEqual([]);
});

test('Discard puts back what is set', async ({ page }) => {
  const now = await open(page);
  await idle(page).fill(other(now));
  await page.getByRole('button', { name: 'Discard' }).click();
  await expect(idle(page)).toHaveValue(String(now));
  await expect(save(page)).toBeDisabled();
});
