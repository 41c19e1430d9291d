import { expect, type Locator, type Page } from '@playwright/test';

export const events = (page: Page): Locator => page.getByRole('grid', { name: 'Events' });
export const eventRows = (page: Page): Locator => events(page).locator('[data-key]');

/** One event in the list, by its number. */
export const eventRow = (page: Page, seq: number): Locator => events(page).locator(`[data-key="${seq}"]`);

export const panel = (page: Page): Locator => page.getByRole('complementary', { name: /^Event / });

export const seqsOf = (page: Page): Promise<number[]> =>
  eventRows(page).evaluateAll((rows) => rows.map((row) => Number((row as HTMLElement).dataset.key)));

/** The list, and its live tail open: an event from now on arrives by itself. */
export async function openLog(page: Page, address = '/audit-log'): Promise<void> {
  const tail = page.waitForResponse((response) => response.url().includes('/api/audit/stream'));
  await page.goto(address);
  await expect(eventRows(page).first()).toBeVisible();
  await tail;
}
