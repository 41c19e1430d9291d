import { readFileSync } from 'node:fs';
import type { AuditRow } from '../lib/ledger/contract';
import { fromBytes, verifyExport } from '../lib/ledger/verifier';
import { expect, NOBODY, test } from './fixtures';
import { fetchAll, fetchEvent } from './support/api';
import { eventRow, openLog, panel } from './support/audit-page';
import { ADMIN, completeSetUp, fillSignIn, signOut } from './support/people';
import { readWorkbook } from './support/workbook';

test.slow();

const inExcel = (row: AuditRow) => ({
  seq: String(row.seq),
  id: row.eventId,
  module: row.module,
  activity: row.activity,
  status: row.status,
  summary: row.summary,
  actor: row.actor.name,
});

test('from the one-time link to a row in Excel', async ({ browser, fresh }, testInfo) => {
  const context = await browser.newContext({ baseURL: fresh.address, storageState: NOBODY });
  const page = await context.newPage();
  const log = await context.newPage();

  await test.step('set up, out and in again', async () => {
    await completeSetUp(page, fresh.setUpLink);
    await signOut(page);
    await fillSignIn(page);
    await expect(page).toHaveURL(/\/audit-log$/);
  });

  const seq = await test.step('a changed setting arrives in another tab, sealed', async () => {
    await openLog(log);
    await openLog(page);
    await page.getByRole('link', { name: 'Settings' }).click();
    await page.getByLabel('Name').fill('Larkfield Production');
    await page.getByRole('button', { name: 'Save' }).click();
    const toast = page.getByRole('status').filter({ hasText: 'Saved, sealed as' });
    await expect(toast).toBeVisible();
    const sealed = Number(/sealed as ([\d,]+)/.exec((await toast.textContent()) ?? '')?.[1]?.replaceAll(',', ''));
    await expect(eventRow(log, sealed)).toContainText('changed the installation’s name');
    await expect(eventRow(log, sealed)).toContainText('Sealed');
    return sealed;
  });

  await test.step('its panel shows what changed and what proves it', async () => {
    await eventRow(log, seq).click();
    await expect(log).toHaveURL(new RegExp(`event=${seq}`));
    const shown = panel(log);
    await expect(shown.getByRole('row', { name: 'Name Larkfield Larkfield Production' })).toBeVisible();
    const { digest } = await fetchEvent(context.request, seq);
    await expect(shown.getByTitle(digest)).toBeVisible();
    await expect(shown.getByText(/under the signed root of size/)).toBeVisible({ timeout: 20_000 });
    const { checkpoint } = await fetchEvent(context.request, seq);
    await expect(shown.getByTitle(checkpoint?.root ?? 'no root')).toBeVisible();
    await log.keyboard.press('Escape');
    await expect(shown).toBeHidden();
  });

  await test.step('the Excel file holds exactly the log', async () => {
    const download = log.waitForEvent('download');
    await log.getByRole('button', { name: 'Export' }).click();
    const file = testInfo.outputPath('events.xlsx');
    await (await download).saveAs(file);
    const rows = (await fetchAll(context.request)).reverse();
    const began = rows.findIndex((row) => row.activity === 'export_started');
    const exported = rows.findIndex((row) => row.activity === 'exported');
    const sheets = readWorkbook(file);
    expect([...sheets.keys()].sort()).toEqual(['About', 'Events', 'Verify']);
    const inSheet = (sheets.get('Events') ?? []).map((row) => ({
      seq: row.Seq,
      id: row['Event id'],
      module: row.Module,
      activity: row.Activity,
      status: row.Status,
      summary: row.Summary,
      actor: row.Actor,
    }));
    expect(inSheet).toEqual(rows.slice(0, exported + 1).map(inExcel));
    expect(inSheet[0]?.activity).toBe('ledger_started');
    const { envelope } = await fetchEvent(context.request, exported);
    expect(envelope.details).toMatchObject({ format: 'xlsx', count: began + 1 });
    const { envelope: first } = await fetchEvent(context.request, 0);
    const report = await verifyExport(fromBytes(readFileSync(file)), { vkeys: [String(first.details?.vkey)] });
    expect(report).toMatchObject({ verdict: 'ok', rows: exported + 1, findings: [] });
    await expect(eventRow(log, exported)).toContainText(`${ADMIN.name} exported`);
  });
});
