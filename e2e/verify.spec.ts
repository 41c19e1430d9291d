import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { APIRequestContext, Page } from '@playwright/test';
import { awkwardLog, makeExport } from '../lib/ledger/testing/export-file';
import { WorkbookFile } from '../lib/ledger/testing/workbook-file';
import { fromBytes, verifyExport } from '../lib/ledger/verifier';
import { expect, test } from './fixtures';
import { fetchEvent } from './support/api';
import { replaceInSheets, resave } from './support/edit-workbook';

const EXCEL = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
const root = path.resolve(import.meta.dirname, '..');

async function exportLog(api: APIRequestContext, format: 'xlsx' | 'bundle'): Promise<Buffer> {
  const response = await api.get(`/api/audit/export?format=${format}`, {
    headers: { 'sec-fetch-site': 'same-origin' },
  });
  expect(response.status()).toBe(200);
  return response.body();
}

/** As somebody who was there at the beginning wrote it down. */
async function keyOf(api: APIRequestContext): Promise<string> {
  const { envelope } = await fetchEvent(api, 0);
  return String(envelope.details?.vkey);
}

const choose = (page: Page, name: string, buffer: Buffer) =>
  page.locator('input[type=file]').setInputFiles({ name, mimeType: EXCEL, buffer });
const verdict = (page: Page, title: string) => page.getByRole('heading', { name: title, exact: true });

test('a stranger verifies an export in the page, and nothing leaves it', async ({ context, stranger }) => {
  const [book, bundle, key] = [
    await exportLog(context.request, 'xlsx'),
    await exportLog(context.request, 'bundle'),
    await keyOf(context.request),
  ];
  const page = await stranger.newPage();
  await page.goto('/verify');
  const sent: string[] = [];
  page.on('request', (request) => {
    if (request.method() !== 'GET' || request.postData() !== null) sent.push(request.url());
  });

  await choose(page, 'events.xlsx', book);
  await expect(verdict(page, 'Intact, but whose?')).toBeVisible();
  await expect(page.getByText('Ask whoever runs the log')).toBeVisible();

  await page.getByLabel('Verifier key of the log').fill('not a key');
  await page.getByRole('button', { name: 'Verify again' }).click();
  await expect(page.getByText('That is no verifier key')).toBeVisible();
  await page.getByLabel('Verifier key of the log').fill(key);
  await page.getByRole('button', { name: 'Verify again' }).click();
  await expect(verdict(page, 'Intact and complete')).toBeVisible();
  await expect(page.getByText('the one you gave', { exact: true })).toBeVisible();

  await choose(page, 'events.ndjson', bundle);
  await expect(page.getByText('bundle', { exact: true })).toBeVisible();
  await expect(verdict(page, 'Intact and complete')).toBeVisible();

  const { envelope } = await fetchEvent(context.request, 0);
  await choose(page, 'edited.xlsx', await replaceInSheets(book, envelope.summary, 'Nothing began.'));
  await expect(verdict(page, 'Tampered with')).toBeVisible();
  const row = page.getByRole('row').filter({ hasText: 'Nothing began.' });
  await expect(row).toContainText('Events!G2');
  await expect(row).toContainText(envelope.summary);

  await choose(page, 'notes.xlsx', Buffer.from('hello'));
  await expect(verdict(page, 'Not readable')).toBeVisible();
  expect(sent).toEqual([]);
});

test('the verifier to take away is the one of this version', async ({ stranger }) => {
  for (const name of ['chainward-verify.mjs', 'verify.html']) {
    const response = await stranger.request.get(`/verify/download/${name}`);
    expect(response.headers()['content-disposition']).toContain('attachment');
    expect((await response.body()).equals(readFileSync(path.join(root, 'verifier', name)))).toBe(true);
  }
  expect((await stranger.request.get('/verify/download/main.ts')).status()).toBe(404);
});

test('the page without a server says the same', async ({ context, browser }) => {
  const [book, key] = [await exportLog(context.request, 'xlsx'), await keyOf(context.request)];
  const alone = await browser.newContext({ offline: true });
  const page = await alone.newPage();
  const problems: string[] = [];
  page.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
  page.on('pageerror', (error) => problems.push(error.message));
  await page.goto(`file://${path.join(root, 'verifier', 'verify.html')}`);
  await page.getByLabel('Verifier key of the log').fill(key);
  await choose(page, 'events.xlsx', book);
  await expect(verdict(page, 'Intact and complete')).toBeVisible();
  const { envelope } = await fetchEvent(context.request, 0);
  await choose(page, 'events.xlsx', await replaceInSheets(book, envelope.summary, 'Nothing began.'));
  await expect(page.getByRole('cell', { name: 'Events!G2' })).toBeVisible();
  expect(problems).toEqual([]);
  await alone.close();
});

test('LibreOffice may open and save an export', async ({ context }) => {
  test.slow();
  const [book, key] = [await exportLog(context.request, 'xlsx'), await keyOf(context.request)];
  const log = awkwardLog();
  const awkward = new WorkbookFile(makeExport(log)).bytes();
  for (const [bytes, vkey] of [
    [book, key],
    [awkward, log.vkey],
  ] as const) {
    const report = await verifyExport(fromBytes(resave(bytes)), { vkeys: [vkey] });
    expect(report.findings).toEqual([]);
    expect(report.verdict).toBe('ok');
  }
});
