import type { ClientRequest } from 'node:http';
import type { Limits } from './limits';

export type UpstreamWatch = {
  /** Whether the web process may have seen anything of the request. */
  wasConnected(): boolean;
  /** The whole request is on its way; from now on the answer is waited for. */
  sent(): void;
};

/** One wait for the connection and one for the answer; how long a body may take is not the web process's matter. */
export function watchUpstream(
  upstream: ClientRequest,
  { connectMs, upstreamMs }: Pick<Limits, 'connectMs' | 'upstreamMs'>,
): UpstreamWatch {
  const endAfter = (ms: number, why: string) => setTimeout(() => upstream.destroy(new Error(why)), ms);
  const connecting = endAfter(connectMs, 'no connection in time');
  let answering: NodeJS.Timeout | undefined;
  let connected = false;
  let over = false;
  const onConnect = () => {
    connected = true;
    clearTimeout(connecting);
  };
  const stop = () => {
    over = true;
    clearTimeout(connecting);
    clearTimeout(answering);
  };
  upstream.once('socket', (socket) => {
    if (socket.connecting) socket.once('connect', onConnect);
    else onConnect();
  });
  upstream.once('response', stop);
  upstream.once('close', stop);
  return {
    wasConnected: () => connected,
    sent: () => {
      if (!over) answering = endAfter(upstreamMs, 'no answer in time');
    },
  };
}
