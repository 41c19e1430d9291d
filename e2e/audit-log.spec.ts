import { readFileSync } from 'node:fs';
import type { BrowserContext, Page } from '@playwright/test';
import { fromBytes, verifyExport } from '../lib/ledger/verifier';
import { expect, NOBODY, test } from './fixtures';
import { fetchAll } from './support/api';
import { eventRow, eventRows, events, openLog, panel, seqsOf } from './support/audit-page';
import { type Installation, startInstallation } from './support/installation';
import { completeSetUp, openAccountMenu } from './support/people';

const REFUSED = 90;

let own: Installation;
let context: BrowserContext;
let page: Page;

/** An installation of this file's own: these tests are about a long log, and about what is newest in it. */
test.beforeAll(async ({ browser }) => {
  own = await startInstallation();
  context = await browser.newContext({ baseURL: own.address, storageState: NOBODY, ignoreHTTPSErrors: true });
  page = await context.newPage();
  await completeSetUp(page, own.setUpLink);
  await addEvents(REFUSED);
});

test.afterAll(async () => {
  await context?.close();
  await own?.stop();
});

test.beforeEach(async () => {
  await page.close();
  page = await context.newPage();
});

/** Refusals of two kinds: above a hundred a minute each would be counted together. */
async function addEvents(count: number): Promise<void> {
  const foreign = { origin: 'https://evil.example' };
  const one = async () => {
    await context.request.get('/api/audit/events', { headers: foreign });
    await context.request.post('/api/audit/export', { headers: foreign });
  };
  for (let done = 0; done < count; done += 10) await Promise.all(Array.from({ length: 10 }, one));
}

test('filters by chip, and the address keeps them', async () => {
  await openLog(page);
  await page.getByRole('button', { name: 'Filter', exact: true }).click();
  await page.getByRole('menuitem', { name: 'Status' }).click();
  const choices = page.getByRole('dialog', { name: 'Filter by status' });
  await choices.getByRole('checkbox', { name: 'Success' }).check();
  await choices.getByRole('checkbox', { name: 'Denied' }).check();
  await expect(page).toHaveURL('/audit-log?status=success,denied');
  await choices.getByRole('checkbox', { name: 'Denied' }).uncheck();
  await expect(page).toHaveURL('/audit-log?status=success');
  await page.keyboard.press('Escape');
  await expect(eventRows(page).filter({ hasText: 'Denied' })).toHaveCount(0);
  await expect(page.getByText('Searched back to event 0: nothing older matches')).toBeVisible();
  await page.getByRole('button', { name: 'Remove filter Status' }).click();
  await expect(page).toHaveURL('/audit-log');
  await expect(eventRows(page).filter({ hasText: 'Denied' }).first()).toBeVisible();
  await page.goBack();
  await expect(page).toHaveURL('/audit-log?status=success');
  await expect(eventRows(page).filter({ hasText: 'Denied' })).toHaveCount(0);
});

test('a link with a filter shows what its sender saw, and names what it cannot understand', async () => {
  await page.goto('/audit-log?module=user,nonsense&status=odd');
  await expect(page.getByRole('status').filter({ hasText: 'Ignored in the address' })).toContainText(
    '“nonsense” is not a module; “odd” is not a status',
  );
  await expect(eventRows(page)).toHaveCount(1);
  await expect(eventRows(page)).toContainText('became the first admin');
});

test('a filter without a match offers the way back', async () => {
  await page.goto('/audit-log?module=user&status=failure');
  await expect(page.getByText('No event matches these 2 filters')).toBeVisible();
  await page.getByRole('button', { name: 'Remove “Status is Failure”' }).click();
  await expect(eventRows(page)).toHaveCount(1);
});

test('scrolls to event 0 without a gap, drawing only what is seen', async () => {
  await openLog(page);
  const all = (await fetchAll(context.request)).map((row) => row.seq);
  expect(all.length).toBeGreaterThan(REFUSED * 2);
  const seen = new Set<number>();
  await events(page).hover();
  await expect(async () => {
    for (const seq of await seqsOf(page)) seen.add(seq);
    await page.mouse.wheel(0, 500);
    expect(seen.has(0)).toBe(true);
  }).toPass({ intervals: [40], timeout: 30_000 });
  expect([...seen].sort((a, b) => b - a)).toEqual(expect.arrayContaining(all));
  expect(await eventRows(page).count()).toBeLessThan(80);
  await expect(page.getByText('Event 0: the ledger began here')).toBeVisible();
});

test('can be read and walked by keyboard alone', async () => {
  await openLog(page);
  const [first = 0, second = 0, third = 0] = await seqsOf(page);
  await page.keyboard.press('j');
  await expect(eventRow(page, first)).toBeFocused();
  await page.keyboard.press('j');
  await expect(eventRow(page, second)).toBeFocused();
  await page.keyboard.press('k');
  await expect(eventRow(page, first)).toBeFocused();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(panel(page)).toHaveAccessibleName(`Event ${second}`);
  await page.keyboard.press('j');
  await expect(panel(page)).toHaveAccessibleName(`Event ${third}`);
  await expect(page).toHaveURL(`/audit-log?event=${third}`);
  await panel(page).getByRole('button', { name: 'Newer event' }).click();
  await panel(page).getByRole('button', { name: 'Newer event' }).click();
  await expect(panel(page)).toHaveAccessibleName(`Event ${first}`);
  await page.keyboard.press('j');
  await expect(panel(page)).toHaveAccessibleName(`Event ${second}`);
  await expect(eventRow(page, second)).toBeFocused();
  await page.keyboard.press('j');
  await page.keyboard.press('Escape');
  await expect(panel(page)).toBeHidden();
  await expect(eventRow(page, third)).toBeFocused();
  await expect(page).toHaveURL('/audit-log');
});

test('single keys can be turned off, and stay off', async () => {
  const live = page.getByRole('button', { name: /^Live/ });
  const choice = page.getByRole('menuitemcheckbox', { name: 'Keyboard shortcuts' });
  await openLog(page);
  await openAccountMenu(page);
  await choice.click();
  await expect(choice).not.toBeChecked();
  await page.reload();
  await expect(eventRows(page).first()).toBeVisible();
  await openAccountMenu(page);
  await expect(choice).not.toBeChecked();
  await page.keyboard.press('Escape');
  await expect(choice).toBeHidden();
  await page.keyboard.press('l');
  await page.keyboard.press('j');
  await expect(live).toBeVisible();
  await expect(events(page).locator('[data-key]:focus')).toHaveCount(0);
  await openAccountMenu(page);
  await choice.click();
  await page.keyboard.press('Escape');
  await expect(choice).toBeHidden();
  await page.keyboard.press('l');
  await expect(live).toBeHidden();
});

test('counts what is new while paused, and shows it when asked', async () => {
  await openLog(page);
  await page.keyboard.press('l');
  await expect(page.getByText('Nothing new yet')).toBeVisible();
  const [top = 0] = await seqsOf(page);
  await context.request.get('/api/audit/events/0', { headers: { origin: 'https://evil.example' } });
  await expect(page.getByText('1 new event', { exact: true })).toBeVisible();
  expect((await seqsOf(page))[0]).toBe(top);
  await page.keyboard.press('l');
  await expect(eventRow(page, top + 1)).toBeVisible();
  await expect(page.getByText('1 new event', { exact: true })).toBeHidden();
});

test('takes up the thread after the web process was killed', async () => {
  await openLog(page);
  const lost = page.getByText('Live updates stopped; reconnecting');
  const [top = 0] = await seqsOf(page);
  process.kill(Number(readFileSync(`${own.dataFolder}/run/web.pid`, 'utf8')), 'SIGKILL');
  await expect(lost).toBeVisible();
  await expect(lost).toBeHidden({ timeout: 20_000 });
  await context.request.get('/api/audit/events/0', { headers: { origin: 'https://evil.example' } });
  await expect(eventRow(page, top + 1)).toBeVisible();
  const shown = await seqsOf(page);
  expect(shown).toEqual(shown.map((_, at) => (shown[0] ?? 0) - at));
});

test('misses nothing of an outage, although older rows were read meanwhile', async () => {
  const lost = page.getByText('Live updates stopped; reconnecting');
  await page.route('**/api/audit/stream*', (route) => route.fulfill({ status: 503 }));
  await page.goto('/audit-log');
  await expect(lost).toBeVisible();
  const [shown = 0] = await seqsOf(page);
  await addEvents(10);
  const more = page.waitForResponse('**/api/audit/events?*before=*');
  await events(page).hover();
  await page.mouse.wheel(0, 2000);
  await more;
  await page.unroute('**/api/audit/stream*');
  await expect(lost).toBeHidden({ timeout: 20_000 });
  await page.getByRole('button', { name: 'Show them' }).click();
  await expect(eventRow(page, shown + 20)).toBeVisible();
  const now = await seqsOf(page);
  expect(now).toEqual(now.map((_, at) => (now[0] ?? 0) - at));
});

test('a list that breaks off half way can be asked for again', async () => {
  await openLog(page);
  const broken = { status: 200, contentType: 'application/json', body: '{"rows":[{"seq":1,' };
  await page.route('**/api/audit/events?*', (route) => route.fulfill(broken), { times: 1 });
  await page.goto('/audit-log?module=user');
  await page.getByRole('button', { name: 'Remove filter Module' }).click();
  const notice = page.getByRole('alert').filter({ hasText: 'The events could not be read' });
  await notice.getByRole('button', { name: 'Try again' }).click();
  await expect(eventRows(page).first()).toBeVisible();
  await expect(notice).toBeHidden();
});

test('a phone gets the Excel file from its filters, and hears when it cannot be had', async () => {
  await page.setViewportSize({ width: 390, height: 844 });
  await openLog(page, '/audit-log?module=user');
  await expect(page.getByRole('button', { name: 'Export' })).toHaveCount(0);
  await page.getByRole('button', { name: 'Filters' }).click();
  const button = page.getByRole('dialog', { name: 'Filters' }).getByRole('button', { name: 'Export to Excel' });
  await page.route('**/api/audit/export', (route) => route.abort(), { times: 1 });
  await button.click();
  await expect(page.getByRole('alert').filter({ hasText: 'The export failed' })).toBeVisible();
  await expect(button).not.toHaveAttribute('aria-busy', 'true');
  const asked = page.waitForRequest('**/api/audit/export');
  const download = page.waitForEvent('download');
  await button.click();
  expect((await asked).postData()).toBe('module=user&format=xlsx');
  expect((await download).suggestedFilename()).toMatch(/\.xlsx$/);
});

test('offers the other kinds behind an arrow; a bundle verifies with nothing but its key', async () => {
  await openLog(page, '/audit-log?module=user');
  await page.getByRole('button', { name: 'Other formats' }).click();
  const choices = page.getByRole('menu', { name: 'Export as' });
  await expect(choices.getByRole('menuitem')).toHaveText([/^Excel/, /^Verifiable bundle/, /^CSV/, /^NDJSON/]);
  const download = page.waitForEvent('download');
  await choices.getByRole('menuitem', { name: 'Verifiable bundle' }).click();
  const file = await download;
  expect(file.suggestedFilename()).toMatch(/^chainward-events-[\dT-]+Z\.bundle\.ndjson$/);
  const bytes = readFileSync(await file.path());
  const [header = ''] = bytes.toString('utf8').split('\n');
  const { vkeys } = JSON.parse(header) as { vkeys: string[] };
  expect(await verifyExport(fromBytes(bytes), { vkeys })).toMatchObject({ verdict: 'partial', rows: 2, findings: [] });
  await expect(page.getByRole('button', { name: 'Other formats' })).toBeFocused();
});

test('gives programs each kind at one address', async () => {
  const kinds = {
    xlsx: /^PK/,
    bundle: /^\{"format":"chainward-bundle\/1"/,
    csv: /^\uFEFFSeq,/,
    ndjson: /^\{"activity":/,
  };
  for (const [format, begins] of Object.entries(kinds)) {
    const answer = await context.request.get(`/api/audit/export?format=${format}&to=3`);
    expect(await answer.text()).toMatch(begins);
  }
  const refused = await context.request.get('/api/audit/export?format=pdf');
  expect([refused.status(), (await refused.json()).fields]).toEqual([400, { format: 'is unknown' }]);
});

test('hides columns and packs rows, in the address too', async () => {
  await openLog(page);
  await page.getByRole('button', { name: 'Columns' }).click();
  await page.getByRole('menuitemcheckbox', { name: 'Source' }).click();
  await expect(page.getByRole('columnheader', { name: 'Source' })).toHaveCount(0);
  await page.keyboard.press('Escape');
  await expect(page.getByRole('button', { name: 'Columns' })).toBeFocused();
  await page.getByRole('button', { name: 'Denser rows' }).click();
  await expect(page).toHaveURL('/audit-log?hide=source&density=compact');
  await page.reload();
  await expect(page.getByRole('columnheader', { name: 'Source' })).toHaveCount(0);
  await expect(eventRows(page).first()).toHaveCSS('height', '28px');
});

test('says what failed and under which number, and tries again', async () => {
  await openLog(page);
  const refusal = {
    ok: false,
    code: 'unavailable',
    message: 'The database does not answer; nothing was changed',
    fields: {},
    requestId: '01a1f881-2000-7000-8000-00000000a862',
    retryable: true,
  };
  await page.route('**/api/audit/events?*', (route) => route.fulfill({ status: 503, json: refusal }), { times: 1 });
  await page.getByRole('button', { name: 'Filter', exact: true }).click();
  await page.getByRole('menuitem', { name: 'Status' }).click();
  await page.getByRole('checkbox', { name: 'Denied' }).check();
  await page.keyboard.press('Escape');
  const notice = page.getByRole('alert').filter({ hasText: 'The events could not be read' });
  await expect(notice).toContainText(refusal.message);
  await expect(notice.getByTitle(refusal.requestId)).toBeVisible();
  await notice.getByRole('button', { name: 'Try again' }).click();
  await expect(eventRows(page).first()).toContainText('Denied');
  await expect(notice).toBeHidden();
});

test('an event that does not exist is said to be none', async () => {
  await page.goto('/audit-log?event=999999');
  await expect(panel(page).getByText('Event 999,999 does not exist')).toBeVisible();
});
