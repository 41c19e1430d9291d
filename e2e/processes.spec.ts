import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import { ask } from './support/ask';
import { freePort } from './support/installation';
import { type Launched, launch, READY } from './support/launch';
import { processesOf } from './support/processes';

test.describe.configure({ timeout: 90_000 });

let folder: string;
let ports: string[];
const running: Launched[] = [];

test.beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'chain ward-'));
  chmodSync(folder, 0o711);
  ports = ['--port', String(await freePort()), '--metrics-port', String(await freePort())];
});

test.afterEach(async () => {
  for (const { child, ended } of running.splice(0)) {
    child.kill('SIGTERM');
    await ended;
  }
  rmSync(folder, { recursive: true, force: true });
});

const dataFolder = () => path.join(folder, 'data');

function start(extra: string[] = [], variables?: Record<string, string>): Launched {
  const launched = launch(['start', '--data', dataFolder(), ...ports, ...extra], variables);
  running.push(launched);
  return launched;
}

const left = () => processesOf(dataFolder());
const nothingLeft = () => expect.poll(left, { timeout: 20_000 }).toEqual([]);

test('starts in a path with a space, stops at SIGINT with nothing left, and starts again within 20 s', async () => {
  const first = start();
  await first.hears(READY);
  first.child.kill('SIGINT');
  expect(await first.ended).toBe(0);
  expect(left()).toEqual([]);
  const began = Date.now();
  const second = start();
  await second.hears(READY);
  expect(Date.now() - began).toBeLessThan(20_000);
  const { verdict, size } = JSON.parse(chainward(['ledger', 'verify', '--data', dataFolder(), '--json'], [12]));
  expect({ verdict, atLeast: size >= 4 }).toEqual({ verdict: 'unpinned', atLeast: true });
});

test('SIGINT in the middle of starting leaves nothing', async () => {
  const early = start();
  await early.hears('migrated the database');
  early.child.kill('SIGINT');
  await early.ended;
  expect(left()).toEqual([]);
  await start().hears(READY);
});

test('kill -9 of the supervisor leaves no orphan and no stale lock', async () => {
  const first = start();
  await first.hears(READY);
  expect(left().length).toBeGreaterThan(4);
  first.child.kill('SIGKILL');
  await nothingLeft();
  await start().hears(READY);
});

test('kill -9 of the supervisor while it starts leaves no orphan either', async () => {
  for (const moment of [0, 300, 900, 1_800]) {
    const launched = start();
    const timer = setTimeout(() => launched.child.kill('SIGKILL'), moment);
    await launched.ended;
    clearTimeout(timer);
    await nothingLeft();
  }
  await start().hears(READY);
});

test('two run side by side on other ports and data folders, and a second on the same folder is refused', async () => {
  const first = start();
  await first.hears(READY);
  const other = path.join(folder, 'other');
  const beside = launch([
    'start',
    '--data',
    other,
    '--port',
    String(await freePort()),
    '--metrics-port',
    String(await freePort()),
  ]);
  running.push(beside);
  await beside.hears(READY);
  const same = launch(['start', '--data', dataFolder(), '--port', String(await freePort())]);
  expect(await same.ended).toBe(1);
  expect(same.said()).toContain('Another Chainward already runs with the data folder');
});

test('an occupied port is told in a sentence, and nothing stays behind', async () => {
  const server = createServer().listen(Number(ports[1]), '127.0.0.1');
  await once(server, 'listening');
  const refused = start();
  expect(await refused.ended).toBe(1);
  expect(refused.said()).toContain(`Port ${ports[1]} on 127.0.0.1 is in use. Choose another one with --port`);
  server.close();
  expect(left()).toEqual([]);
});

test('a damaged key file stops the start, says why and what to do, and loses nothing', async () => {
  const first = start();
  await first.hears(READY);
  first.child.kill('SIGINT');
  await first.ended;
  const kek = path.join(dataFolder(), 'keeper', 'kek');
  const good = readFileSync(kek, 'utf8');
  writeFileSync(kek, good.replace(/[0-9a-f]{4}/, '0000'));
  const refused = start();
  expect(await refused.ended).toBe(1);
  expect(refused.said()).toMatch(/kek is damaged\. The keeper does not start.*Restore the file from a backup/);
  expect(left()).toEqual([]);
  writeFileSync(kek, good);
  await start().hears(READY);
});

test('a process that is killed comes back, and readyz and metrics tell', async () => {
  await start().hears(READY);
  const { runFolder, port } = JSON.parse(readFileSync(path.join(dataFolder(), 'run.json'), 'utf8')) as {
    runFolder: string;
    port: number;
  };
  const ready = async () => (JSON.parse(await ask(`https://localhost:${port}/readyz`)) as { status?: string }).status;
  expect(await ready()).toBe('ready');
  for (const name of ['keeper', 'web', 'worker']) {
    const pid = Number(readFileSync(path.join(runFolder, `${name}.pid`), 'utf8'));
    process.kill(pid, 'SIGKILL');
    await expect
      .poll(() => Number(readFileSync(path.join(runFolder, `${name}.pid`), 'utf8')), { timeout: 20_000 })
      .not.toBe(pid);
    await expect.poll(() => ready().catch(() => 'away'), { timeout: 20_000 }).toBe('ready');
  }
  const metrics = await ask(`http://127.0.0.1:${ports[3]}/metrics`);
  expect(metrics).toMatch(/chainward_ledger_size\{process="keeper"\} \d+/);
});

test('help is printed for every verb, and a wrong call says so', () => {
  const overview = chainward(['--help']);
  const verbs = [...overview.matchAll(/^ {2}([a-z-]+(?: [a-z]+)?) {2,}/gm)].map(([, verb]) => String(verb));
  expect(verbs).toContain('ledger verify');
  for (const verb of verbs) expect(chainward([...verb.split(' '), '--help'])).toContain(`chainward ${verb}`);
  expect(chainward(['start', '--help'])).toMatch(/--port[\s\S]*--data[\s\S]*--demo/);
  chainward(['nonsense'], [64]);
  chainward(['start', '--port', 'high'], [64]);
});

function chainward(args: string[], codes: number[] = [0]): string {
  try {
    return execFileSync(process.execPath, [path.resolve(import.meta.dirname, '../bin/chainward'), ...args], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  } catch (error) {
    const { status, stdout } = error as { status: number; stdout: string };
    expect(codes).toContain(status);
    return stdout;
  }
}
