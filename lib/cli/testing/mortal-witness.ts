import type { AddressInfo } from 'node:net';
import { Memory } from '../witness/memory';
import { startWitness } from '../witness/server';

/** A witness that dies, as by kill −9, when it has remembered and not yet answered. */
const [, , folder = '', vkey = ''] = process.argv;
const server = await startWitness({
  memory: Memory.open(folder, { name: 'mortal.example', vkeys: [vkey] }),
  host: '127.0.0.1',
  port: 0,
  onFault: (error) => {
    throw error;
  },
  onRemembered: () => process.kill(process.pid, 'SIGKILL'),
});
process.stdout.write(`${(server.address() as AddressInfo).port}\n`);
