import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { processIdentity } from './lib/processes.mjs';
import { makeClone } from './testing/stand-in-clone.mjs';

const GENERATED = ['prisma begins', 'prisma ends'];
const BUILT = ['next begins', 'next ends'];
const LIMIT = 60_000;

let clone;
beforeAll(() => {
  clone = makeClone();
}, LIMIT);
afterAll(() => clone.remove());

const bootstrap = (args, env) => clone.start(args, env).ended;

async function until(holds) {
  for (let i = 0; !holds(); i++) {
    if (i > 600) throw new Error('waited in vain');
    await pause(25);
  }
}

test('a fresh clone is installed, generated and built, one line each', { timeout: LIMIT }, async () => {
  const { code, stderr } = await bootstrap();
  expect(stderr.replace(/\d+\.\d s/g, 'N s')).toBe(
    [
      'bootstrap: installing packages … N s',
      'bootstrap: generating the database client … N s',
      'bootstrap: building … N s',
      '',
    ].join('\n'),
  );
  expect(code).toBe(0);
  expect(clone.takeCalls()).toEqual([...GENERATED, ...BUILT]);
  const { stdout } = spawnSync(join(clone.root, 'bin', 'chainward'), { encoding: 'utf8' });
  expect(stdout).toBe('hello\n');
});

test('a second run has nothing to do and says nothing', { timeout: LIMIT }, async () => {
  expect(await bootstrap()).toEqual({ code: 0, signal: null, stderr: '' });
  clone.write('lib/greeting.test.ts', 'export {};\n');
  await bootstrap();
  expect(clone.takeCalls()).toEqual([]);
});

test('only what is stale is redone', { timeout: LIMIT }, async () => {
  clone.write('lib/greeting.ts', "export const greeting: string = 'good day';\n");
  expect(await bootstrap(['--no-build'])).toMatchObject({ code: 0 });
  expect(clone.takeCalls()).toEqual([]);
  expect(await bootstrap(['--quiet'])).toEqual({ code: 0, signal: null, stderr: '' });
  expect(clone.takeCalls()).toEqual(BUILT);
  clone.write('prisma/schema.prisma', 'model B {}\n');
  await bootstrap();
  expect(clone.takeCalls()).toEqual([...GENERATED, ...BUILT]);
  rmSync(join(clone.root, '.next'), { recursive: true });
  await bootstrap();
  expect(clone.takeCalls()).toEqual(BUILT);
  rmSync(join(clone.root, 'node_modules'), { recursive: true });
  const { stderr } = await bootstrap();
  expect(stderr).toContain('installing packages');
});

test('packages that npm itself put there are taken as they are', { timeout: LIMIT }, async () => {
  rmSync(join(clone.root, 'node_modules', '.chainward-install'));
  const { code, stderr } = await bootstrap(['--no-build']);
  expect(stderr).not.toContain('installing');
  expect(code).toBe(0);
});

test('two at once share the work', { timeout: LIMIT }, async () => {
  clone.takeCalls();
  clone.write('lib/greeting.ts', "export const greeting: string = 'hello both';\n");
  const both = [clone.start([], { STAND_IN_MS: '600' }), clone.start([], { STAND_IN_MS: '600' })];
  const [a, b] = await Promise.all(both.map(({ ended }) => ended));
  expect([a.code, b.code]).toEqual([0, 0]);
  expect(clone.takeCalls()).toEqual(BUILT);
  expect(a.stderr + b.stderr).toContain('waiting for another run');
});

test('killed in the middle: the orphan is ended, the step redone', { timeout: LIMIT }, async () => {
  clone.takeCalls();
  clone.write('lib/greeting.ts', "export const greeting: string = 'hello again';\n");
  const first = clone.start([], { STAND_IN_MS: '30000' });
  await until(() => clone.read('calls.log').includes('next begins'));
  const orphan = Number(/next begins (\d+)/.exec(clone.read('calls.log'))[1]);
  first.kill();
  await first.ended;
  expect(processIdentity(orphan)).not.toBeNull();
  const [a, b] = await Promise.all([bootstrap(), bootstrap()]);
  expect([a.code, b.code]).toEqual([0, 0]);
  await until(() => processIdentity(orphan) === null);
  expect(clone.takeCalls()).toEqual(['next begins', ...BUILT]);
  expect(await bootstrap()).toMatchObject({ code: 0, stderr: '' });
});

test('killed at any moment of a first run, the next one ends well', { timeout: LIMIT }, async () => {
  for (const after of [120, 400, 700, 900]) {
    rmSync(join(clone.root, 'node_modules'), { recursive: true });
    clone.write('lib/greeting.ts', `export const greeting: string = 'after ${after}';\n`);
    const first = clone.start([], { STAND_IN_MS: '150' });
    await pause(after);
    first.kill();
    await first.ended;
    expect(await bootstrap()).toMatchObject({ code: 0 });
    const { stdout } = spawnSync(join(clone.root, 'bin', 'chainward'), { encoding: 'utf8' });
    expect(stdout).toBe(`after ${after}\n`);
    expect(await bootstrap()).toMatchObject({ code: 0, stderr: '' });
  }
  expect(readdirSync(join(clone.root, 'dist'))).not.toContain('.bootstrap.lock');
});

test('a step that fails shows why, and is tried again', { timeout: LIMIT }, async () => {
  const good = readFileSync(join(clone.root, 'lib/greeting.ts'), 'utf8');
  clone.write('lib/greeting.ts', 'export const = 1;\n');
  const { code, stderr } = await bootstrap(['--quiet']);
  expect(code).toBe(1);
  expect(stderr).toContain('lib/greeting.ts:1');
  expect(stderr).toContain('bootstrap: building failed (exit code 1)');
  clone.write('lib/greeting.ts', good);
  expect(await bootstrap()).toMatchObject({ code: 0 });
});

test('npm says why it failed also when it was told to be silent', { timeout: LIMIT }, async () => {
  const locked = clone.read('package-lock.json');
  clone.write('package-lock.json', locked.replaceAll('stand-ins/prisma', 'stand-ins/next'));
  const { code, stderr } = await bootstrap([], { npm_config_loglevel: 'silent' });
  clone.write('package-lock.json', locked);
  expect(code).toBe(1);
  expect(stderr).toMatch(/^npm error /m);
  expect(await bootstrap()).toMatchObject({ code: 0 });
});

test('an old Node is told so', async () => {
  const old = "Object.defineProperty(process,'versions',{value:{...process.versions,node:'20.18.1'}})";
  const { code, stderr } = await bootstrap([], { NODE_ARGS: ['--import', `data:text/javascript,${old}`] });
  expect(stderr).toBe('bootstrap: Node 20.19 or newer is needed; this is 20.18.1\n');
  expect(code).toBe(1);
});

test('without a build the command says what to do', () => {
  rmSync(join(clone.root, 'dist', 'chainward.mjs'));
  const { status, stderr } = spawnSync(join(clone.root, 'bin', 'chainward'), { encoding: 'utf8' });
  expect(stderr).toBe('Chainward is not built yet: run `npm start`, or `node scripts/bootstrap.mjs`.\n');
  expect(status).toBe(1);
});
