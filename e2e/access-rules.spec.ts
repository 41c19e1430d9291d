import { expect, test } from './fixtures';
import { denialOf } from './support/api';

const PAGES = ['/audit-log', '/audit-log?event=0', '/ledger', '/ledger/anchors', '/settings'];
const ROUTES = [
  { method: 'GET', path: '/api/audit/events' },
  { method: 'GET', path: '/api/audit/events/0' },
  { method: 'GET', path: '/api/audit/events/0/proof' },
  { method: 'GET', path: '/api/audit/stream' },
  { method: 'POST', path: '/api/audit/export' },
  { method: 'GET', path: '/api/ledger' },
  { method: 'GET', path: '/api/ledger/anchors' },
  { method: 'GET', path: '/api/ledger/head' },
  { method: 'GET', path: '/api/ledger/checkpoints' },
  { method: 'POST', path: '/api/ledger/checkpoints' },
  { method: 'GET', path: '/api/ledger/checkpoints/1' },
  { method: 'POST', path: '/api/ledger/verification' },
  { method: 'POST', path: '/api/ledger/drill' },
];

for (const path of PAGES) {
  test(`a stranger who asks for ${path} is sent to sign in`, async ({ stranger }) => {
    const response = await stranger.request.get(path, { maxRedirects: 0 });
    expect(response.status()).toBe(307);
    expect(response.headers().location).toBe(`/sign-in?to=${encodeURIComponent(path)}`);
    expect(await response.text()).not.toContain('ledger_started');
  });
}

for (const { method, path } of ROUTES) {
  test(`a stranger’s ${method} ${path} is refused, and that stands in the log`, async ({
    stranger,
    context,
    installation,
  }) => {
    const response = await stranger.request.fetch(path, { method, headers: { origin: installation.address } });
    expect(response.status()).toBe(401);
    const { code, requestId } = await response.json();
    expect(code).toBe('unauthenticated');
    await expect
      .poll(() => denialOf(context.request, requestId))
      .toMatchObject({ status: 'denied', actor: { type: 'anonymous' }, source: { method, path, ip: '127.0.0.1' } });
  });
}

test('a stranger who replays the request of a form changes nothing', async ({ page, stranger }) => {
  await page.goto('/settings');
  const name = await page.getByLabel('Name').inputValue();
  await page.getByLabel('Name').fill('Mine now');
  const sent = page.waitForRequest((request) => request.method() === 'POST');
  await page.route('**/settings', (route) => (route.request().method() === 'POST' ? route.abort() : route.continue()));
  await page.getByRole('button', { name: 'Save' }).click();
  const request = await sent;
  const { cookie: _cookie, ...headers } = await request.allHeaders();
  const wanted = ['accept', 'content-type', 'next-action', 'next-router-state-tree', 'origin'];
  const response = await stranger.request.post('/settings', {
    headers: Object.fromEntries(Object.entries(headers).filter(([key]) => wanted.includes(key))),
    data: request.postDataBuffer() ?? '',
  });
  expect(await response.text()).toContain('"code":"unauthenticated"');
  await page.unroute('**/settings');
  await page.reload();
  await expect(page.getByLabel('Name')).toHaveValue(name);
});

test('another site cannot have the export made', async ({ context, installation }) => {
  for (const headers of [{ origin: 'https://evil.example' }, { 'sec-fetch-site': 'cross-site' }, { origin: 'null' }]) {
    const response = await context.request.post('/api/audit/export', { headers });
    expect(response.status()).toBe(403);
    const { requestId } = await response.json();
    const denied = { status: 'denied', module: 'audit', activity: 'exported', reason: { code: 'forbidden' } };
    await expect.poll(() => denialOf(context.request, requestId)).toMatchObject(denied);
  }
  const headers = { origin: installation.address };
  const own = await context.request.post('/api/audit/export', { headers, form: { status: 'denied' } });
  expect(own.status()).toBe(200);
  const odd = await context.request.post('/api/audit/export', { headers, data: { status: 'denied' } });
  expect(odd.status()).toBe(400);
});

test('nobody makes up where he comes from', async ({ stranger, context }) => {
  const response = await stranger.request.get('/api/audit/events', {
    headers: {
      'x-forwarded-for': '203.0.113.7',
      'x-forwarded-host': 'evil.example',
      'x-chainward-front': 'a'.repeat(64),
      'x-chainward-tls': 'TLSv9 NULL',
      'x-request-id': 'mine',
    },
  });
  expect(response.status()).toBe(401);
  const { requestId } = await response.json();
  expect(requestId).not.toBe('mine');
  await expect
    .poll(async () => (await denialOf(context.request, requestId))?.source)
    .toMatchObject({ ip: '127.0.0.1', tlsVersion: expect.stringMatching(/^TLS ?v?1\.[23]$/) });
});
