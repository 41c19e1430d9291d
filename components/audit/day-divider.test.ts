import { expect, it } from 'vitest';
import type { AuditRow } from '@/lib/ledger/contract';
import { dayDivider } from './day-divider';

const at = (occurredAt: string) => ({ occurredAt }) as AuditRow;

it('says the day where it changes, in the zone of the installation', () => {
  const divider = dayDivider('UTC', '2026-11-20T12:00:00.000Z');
  expect(divider(at('2026-11-20T08:00:00.000000Z'), null)).toBeNull();
  expect(divider(at('2026-11-19T23:59:59.000000Z'), at('2026-11-20T00:00:00.000000Z'))).toBe(
    'Thursday, 19 November 2026',
  );
  expect(divider(at('2026-11-19T08:00:00.000000Z'), null)).toBe('Thursday, 19 November 2026');

  const tokyo = dayDivider('Asia/Tokyo', '2026-11-20T12:00:00.000Z');
  expect(tokyo(at('2026-11-19T23:59:59.000000Z'), at('2026-11-20T00:00:00.000000Z'))).toBeNull();
});
