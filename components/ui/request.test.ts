import { afterEach, expect, it, vi } from 'vitest';
import { getJson } from './request';

afterEach(() => vi.unstubAllGlobals());

const answer = (response: () => Response) => vi.stubGlobal('fetch', async () => response());

function brokenOff(): Response {
  const body = new ReadableStream({
    start(controller) {
      controller.enqueue(new TextEncoder().encode('{"rows":['));
      controller.error(new TypeError('network error'));
    },
  });
  return new Response(body, { status: 200 });
}

it.each([
  ['breaks off', brokenOff],
  ['is not what it says', () => new Response('<html>', { status: 200 })],
])('an answer that %s is a failure that can be tried again', async (_name, response) => {
  answer(response);
  expect(await getJson('/api')).toMatchObject({ ok: false, code: 'unavailable', retryable: true });
});

it('whoever gave up hears nothing of it', async () => {
  answer(brokenOff);
  await expect(getJson('/api', AbortSignal.abort())).rejects.toThrow();
});

it('a refusal of ours is handed on, anything else becomes one', async () => {
  answer(() => Response.json({ ok: false, code: 'conflict', message: 'no' }, { status: 409 }));
  expect(await getJson('/api')).toMatchObject({ code: 'conflict', message: 'no' });
  answer(() => new Response('Bad gateway', { status: 502 }));
  expect(await getJson('/api')).toMatchObject({ code: 'unavailable', message: 'The server answered with status 502.' });
});
