import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { processesOf } from './processes';

export type Installation = { address: string; setUpLink: string; dataFolder: string; stop(): Promise<void> };

const START_MS = 40_000;
const STOP_MS = 15_000;
const root = path.resolve(import.meta.dirname, '../..');

/** Below the range from which the system takes ports for connections: it must still be free when the installation comes to open it. */
export async function freePort(): Promise<number> {
  const port = 20_000 + Math.floor(Math.random() * 12_000);
  const server = createServer().listen(port, '127.0.0.1');
  const opened = await Promise.race([
    once(server, 'listening').then(() => true),
    once(server, 'error').then(() => false),
  ]);
  if (!opened) return freePort();
  server.close();
  await once(server, 'close');
  return port;
}

/** Everything it said, once the last line of the banner is there. */
function untilReady(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = '';
    const fail = (why: string) => reject(new Error(`chainward start ${why}:\n${said.slice(-4000)}`));
    const timer = setTimeout(() => fail(`was not ready after ${START_MS} ms`), START_MS);
    child.once('exit', (code) => fail(`ended with code ${code}`));
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        said += text;
        if (!said.includes('Ctrl-C stops it')) return;
        clearTimeout(timer);
        resolve(said);
      });
    }
  });
}

function lineOf(banner: string, label: string): string {
  const found = new RegExp(`^\\s+${label}\\s+(\\S+)`, 'm').exec(banner)?.[1];
  if (!found) throw new Error(`the banner names no ${label}:\n${banner}`);
  return found;
}

/** The product as people start it, with a data folder and ports of its own. */
export async function startInstallation(): Promise<Installation> {
  const folder = mkdtempSync(path.join(tmpdir(), 'chainward-e2e-'));
  chmodSync(folder, 0o711);
  const dataFolder = path.join(folder, 'data');
  const [port, metrics] = [await freePort(), await freePort()];
  const args = ['start', '--port', String(port), '--metrics-port', String(metrics), '--data', dataFolder];
  const child = spawn(process.execPath, [path.join(root, 'bin/chainward'), ...args], {
    cwd: root,
    env: { ...process.env, CHAINWARD_LOG: 'json' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = once(child, 'exit');

  const stop = async () => {
    child.kill('SIGTERM');
    const timer = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
    const [code, signal] = child.exitCode === null ? await ended : [child.exitCode, null];
    clearTimeout(timer);
    const left = processesOf(dataFolder);
    for (const pid of left) process.kill(pid, 'SIGKILL');
    rmSync(folder, { recursive: true, force: true });
    if (code !== 0) throw new Error(`chainward start ended with ${signal ?? code} instead of in order`);
    if (left.length > 0) throw new Error(`chainward start left processes behind: ${left.join(', ')}`);
  };

  try {
    const banner = await untilReady(child);
    return { address: lineOf(banner, 'address'), setUpLink: lineOf(banner, 'set up'), dataFolder, stop };
  } catch (error) {
    await stop().catch(() => undefined);
    throw error;
  }
}
