import { expect, it } from 'vitest';
import type { AuditRow } from '@/lib/ledger/contract';
import { neighboursOf } from './neighbours';

const rows = [9, 7, 4].map((seq) => ({ seq }) as AuditRow);

it('walks the list, and the ledger when the event is not in the list', () => {
  expect(neighboursOf(rows, 7, true, 10)).toEqual({ newer: 9, older: 4 });
  expect(neighboursOf(rows, 9, true, 10)).toEqual({ newer: null, older: 7 });
  expect(neighboursOf(rows, 2, true, 10)).toEqual({ newer: null, older: null });
  expect(neighboursOf(rows, 2, false, 10)).toEqual({ newer: 3, older: 1 });
  expect(neighboursOf(rows, 99, false, 10)).toEqual({ newer: null, older: 9 });
  expect(neighboursOf([], 0, false, 1)).toEqual({ newer: null, older: null });
});
