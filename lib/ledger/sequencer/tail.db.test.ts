import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Connection } from '@/lib/db';
import { inboxRow, openTestLog, sampleRecord, type TestLog } from '../testing/log';
import { loadTail } from './tail';

let log: TestLog;

beforeAll(async () => {
  log = await openTestLog();
});
afterAll(() => log.close());

const grow = async (count: number) => {
  await log.put(Array.from({ length: count }, () => inboxRow(sampleRecord())));
  await log.seal();
};

test('is read as of one moment, although the log grows between its head and its tree', async () => {
  await grow(300);
  const reader = await log.pool.connect();
  let grown = false;
  const meanwhile = new Proxy(reader, {
    get: (target, name) => {
      if (name !== 'query') return Reflect.get(target, name);
      return async (...args: Parameters<Connection['query']>) => {
        const answer = await (target.query as (...given: unknown[]) => Promise<unknown>)(...args);
        if (!grown && String(args[0]).includes('FROM ledger_head')) {
          grown = true;
          await grow(300);
        }
        return answer;
      };
    },
  });
  const tail = await loadTail(meanwhile).finally(() => reader.release());
  expect(grown).toBe(true);
  expect(tail?.size).toBe(301n);
  expect((await loadTail(log.db))?.size).toBe(601n);
});
