import { expect, it } from 'vitest';
import type { CheckpointRow } from '@/lib/reports/contract/ledger';
import { addOlder, beginList, renew } from './checkpoint-list';

const row = (size: number, anchors: CheckpointRow['anchors'] = {}): CheckpointRow => ({
  size,
  root: 'root',
  note: 'note',
  signedAt: '2026-11-20T08:00:00.000Z',
  anchors,
});
const page = (sizes: number[], next: number | null = null) => ({ rows: sizes.map((size) => row(size)), next });
const sizes = (rows: readonly CheckpointRow[]) => rows.map(({ size }) => size);

it('follows the log as long as only the newest are shown', () => {
  const list = renew(beginList(page([30, 20], 20)), page([40, 30], 30));
  expect([sizes(list.rows), list.next, list.newer]).toEqual([[40, 30], 30, []]);
});

it('moves nothing under somebody who reads further down, and counts what came', () => {
  const further = addOlder(beginList(page([30, 20], 20)), page([20, 10]));
  expect([sizes(further.rows), further.next]).toEqual([[30, 20, 10], null]);
  const waiting = { rows: [row(40), row(30, { a: { state: 'waiting' } })], next: 30 };
  const renewed = renew(further, waiting);
  expect([sizes(renewed.rows), sizes(renewed.newer), renewed.next]).toEqual([[30, 20, 10], [40], null]);
  expect(renewed.rows[0]?.anchors).toEqual({ a: { state: 'waiting' } });
});
