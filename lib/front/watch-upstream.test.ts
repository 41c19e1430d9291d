import { request } from 'node:http';
import { expect, test } from 'vitest';
import { watchUpstream } from './watch-upstream';

test('a connection that does not come up has its own, short time, whatever the answer may take', async () => {
  const upstream = request({ host: 'never.example', lookup: () => {} });
  const failure = new Promise<Error>((resolve) => upstream.once('error', resolve));
  const watch = watchUpstream(upstream, { connectMs: 20, upstreamMs: 60_000 });
  upstream.end();
  watch.sent();
  expect((await failure).message).toBe('no connection in time');
  expect(watch.wasConnected()).toBe(false);
});
