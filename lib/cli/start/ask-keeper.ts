import { connect } from 'node:net';
import path from 'node:path';
import { SOCKET_NAME } from '@/lib/keeper/contract';

/** Whether a keeper listens: it does so last, when the log has begun and the front's certificate is there. */
export const askKeeperAt = (runFolder: string): Promise<true | null> =>
  new Promise((resolve) => {
    const socket = connect(path.join(runFolder, SOCKET_NAME));
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(null));
  });
