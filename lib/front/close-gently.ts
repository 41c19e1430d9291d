import type { FrontContext } from './context';
import type { Http1 } from './http1';
import type { Http2 } from './http2';
import type { Listener } from './listener';

export type ClosingParts = { listener: Listener; http1: Http1; http2: Http2; context: FrontContext };

/** Accepts nothing more, lets what is under way finish, and after the drain time takes it down. */
export async function closeGently({ listener, http1, http2, context }: ClosingParts): Promise<void> {
  const closed = new Promise<void>((resolve) => listener.server.close(() => resolve()));
  for (const live of [...context.live]) if (live.endless) live.end();
  for (const session of http2.sessions) session.close();
  http1.drain();
  for (const socket of listener.silent) socket.destroy();
  const deadline = setTimeout(() => {
    context.log.warn({ connections: listener.sockets.size }, 'connections cut off after the drain time');
    for (const socket of listener.sockets) socket.destroy();
  }, context.limits.drainMs);
  await closed;
  clearTimeout(deadline);
}
