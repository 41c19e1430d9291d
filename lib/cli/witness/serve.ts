import { type AddressInfo, isIP } from 'node:net';
import path from 'node:path';
import { lockDataFolder } from '../data-folder';
import { textValue, textValues, UsageError, type Values } from '../verb';
import { Memory } from './memory';
import { startWitness } from './server';

export type Started = { url: string; name: string; vkey: string; logs: string[] };

/** `host:port`, with brackets round an IPv6 address. */
function readListen(text: string): { host: string; port: number } {
  const match = /^(\[[0-9a-fA-F:.]+\]|[A-Za-z0-9.-]+):(\d{1,5})$/.exec(text);
  const port = Number(match?.[2]);
  if (!match?.[1] || port > 65_535) throw new UsageError('--listen is HOST:PORT, as in 127.0.0.1:9210');
  return { host: match[1].replace(/^\[|\]$/g, ''), port };
}

/** One process a folder: two with one memory could vouch for two histories. */
export async function serveWitness(values: Values): Promise<{ started: Started; stop(): Promise<void> }> {
  const { host, port } = readListen(textValue(values, 'listen') ?? '127.0.0.1:9210');
  const data = textValue(values, 'data');
  if (!data) throw new UsageError('Name a folder with --data; losing it means losing what was witnessed');
  const folder = path.resolve(data);
  const unlock = await lockDataFolder(folder);
  try {
    const memory = Memory.open(folder, { name: textValue(values, 'name'), vkeys: textValues(values, 'log') });
    if (memory.logs.size === 0) throw new UsageError('Name the log to witness with --log and its verifier key');
    const onFault = (error: unknown) => process.stderr.write(`chainward: ${String(error)}\n`);
    const server = await startWitness({ memory, host, port, onFault });
    const { port: bound } = server.address() as AddressInfo;
    const url = `http://${isIP(host) === 6 ? `[${host}]` : host}:${bound}`;
    return {
      started: { url, name: memory.name, vkey: memory.vkey, logs: [...memory.logs.keys()] },
      stop: async () => {
        const closed = new Promise((resolve) => server.close(resolve));
        server.closeIdleConnections();
        await closed;
        unlock();
      },
    };
  } catch (error) {
    unlock();
    throw error;
  }
}
