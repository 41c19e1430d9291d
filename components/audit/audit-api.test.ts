import { afterEach, expect, it, vi } from 'vitest';
import { downloadExport } from './audit-api';

afterEach(() => vi.unstubAllGlobals());

it('a download that breaks off is a failure, not an exception', async () => {
  const body = new ReadableStream({ start: (controller) => controller.error(new TypeError('network error')) });
  vi.stubGlobal('fetch', async () => new Response(body, { status: 200 }));
  expect(await downloadExport({ module: [], status: [] }, 'xlsx')).toMatchObject({
    code: 'unavailable',
    retryable: true,
  });
});
