import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';

async function listens(address: string): Promise<boolean> {
  const socket = connect(address);
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

/**
 * A name that one process at a time can hold and that ends with it, whatever ends it; null when another holds it. Elsewhere than on
 * Linux a name is a file, and one that nobody listens to is left over.
 */
export async function holdName(name: string): Promise<(() => void) | null> {
  const short = `chainward-${createHash('sha256').update(name).digest('hex').slice(0, 32)}`;
  const isFile = process.platform !== 'linux';
  const address = isFile ? path.join(tmpdir(), `${short}.sock`) : `\0${short}`;
  if (isFile && !(await listens(address))) rmSync(address, { force: true });
  const server = createServer((socket) => socket.destroy());
  server.listen(address);
  try {
    await once(server, 'listening');
  } catch {
    return null;
  }
  server.unref();
  return () => server.close();
}
