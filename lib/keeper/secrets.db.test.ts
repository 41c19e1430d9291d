import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { askKeeper } from './client';
import { openSecret, sealSecret } from './client-secrets';
import * as keeperSide from './secrets';
import { openTestInstallation, type TestInstallation } from './testing/keeper';

let installation: TestInstallation;
beforeAll(async () => {
  installation = await openTestInstallation();
});
afterAll(() => installation.close());

const run = () => path.join(installation.folder, 'run');
const NOT_OURS = /This is not a secret that this keeper sealed for/;

it('opens what it sealed, whatever it is, for its purpose alone', () => {
  const master = randomBytes(32);
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 500 }), fc.string(), fc.string(), (bytes, purpose, other) => {
      const plain = Buffer.from(bytes);
      const sealed = keeperSide.sealSecret(master, purpose, plain);
      expect(keeperSide.openSecret(master, purpose, sealed)).toEqual(plain);
      expect(keeperSide.sealSecret(master, purpose, plain)).not.toBe(sealed);
      if (other !== purpose) expect(() => keeperSide.openSecret(master, other, sealed)).toThrow(NOT_OURS);
    }),
    { numRuns: 50 },
  );
});

it('opens nothing of which a single bit was changed, nor half of it', () => {
  const master = randomBytes(32);
  const sealed = keeperSide.sealSecret(master, 'anchor/1', Buffer.from('token'));
  const [prefix, body] = [sealed.slice(0, 5), Buffer.from(sealed.slice(5), 'base64url')];
  const open = (bytes: Buffer) => () =>
    keeperSide.openSecret(master, 'anchor/1', `${prefix}${bytes.toString('base64url')}`);
  for (const i of body.keys()) {
    const changed = Buffer.from(body);
    changed[i] = (changed[i] ?? 0) ^ 1;
    expect(open(changed)).toThrow(NOT_OURS);
    expect(open(body.subarray(0, i))).toThrow(NOT_OURS);
  }
  expect(open(body)().toString()).toBe('token');
  expect(() => keeperSide.openSecret(master, 'anchor/1', sealed.replace('cws1', 'cws2'))).toThrow(NOT_OURS);
  expect(() => keeperSide.openSecret(randomBytes(32), 'anchor/1', sealed)).toThrow(NOT_OURS);
});

it('seals for other processes, and still opens it after a restart', async () => {
  const sealed = await sealSecret('anchor/1', 'hunter2 – ü', run());
  expect(await openSecret('anchor/1', sealed, run())).toBe('hunter2 – ü');
  await installation.restartKeeper();
  expect(await openSecret('anchor/1', sealed, run())).toBe('hunter2 – ü');
  await expect(openSecret('anchor/2', sealed, run())).rejects.toMatchObject({ code: 'conflict' });
  expect(readFileSync(path.join(installation.folder, 'keeper', 'keys.json'), 'utf8')).not.toContain(sealed.slice(5));
});

it('takes 16 KiB and no more', async () => {
  const largest = 'x'.repeat(16 * 1024);
  expect(await openSecret('large', await sealSecret('large', largest, run()), run())).toBe(largest);
  await expect(sealSecret('large', `${largest}${'x'.repeat(10)}`, run())).rejects.toMatchObject({
    code: 'invalid_input',
  });
  await expect(askKeeper('secret.seal', { purpose: 'No Purpose', plaintext: '' }, run())).rejects.toMatchObject({
    code: 'invalid_input',
  });
});

it('repeats nothing of a request that it does not understand', async () => {
  const answer = await new Promise<string>((resolve, reject) => {
    const socket = connect(path.join(run(), 'keeper.sock'));
    let text = '';
    socket.setEncoding('utf8');
    socket.on('data', (chunk: string) => {
      text += chunk;
    });
    socket.on('end', () => resolve(text));
    socket.on('error', reject);
    socket.write('hunter2 {"method":"secret.seal"}\n');
  });
  expect(JSON.parse(answer)).toMatchObject({ ok: false, code: 'invalid_input' });
  expect(answer).not.toContain('hunter2');
});
