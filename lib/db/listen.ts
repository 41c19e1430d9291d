import { EventEmitter } from 'node:events';
import pg from 'pg';
import { log } from '@/lib/log';
import { connectionConfig } from './connection';

export type Listener = { close(): Promise<void> };

/** LISTEN on one channel for as long as the process lives; after a lost connection it calls `onGap`, as messages may have passed unheard. */
export function listen(
  url: string,
  channel: string,
  onMessage: (payload: string) => void,
  onGap: () => void,
): Listener {
  let closed = false;
  let client: pg.Client | undefined;
  let retry: NodeJS.Timeout | undefined;

  const reconnect = () => {
    if (closed || retry) return;
    retry = setTimeout(() => {
      retry = undefined;
      void connect();
    }, 500);
  };

  async function connect(): Promise<void> {
    const next = new pg.Client({ ...connectionConfig(url), application_name: `chainward-listen-${channel}` });
    client = next;
    next.on('notification', (message) => onMessage(message.payload ?? ''));
    next.on('error', (error) => log().debug({ reason: error.message }, 'lost the listening connection'));
    next.on('end', reconnect);
    try {
      await next.connect();
      await next.query(`LISTEN ${pg.escapeIdentifier(channel)}`);
      onGap();
    } catch {
      await next.end().catch(() => undefined);
      reconnect();
    }
  }

  void connect();
  return {
    close: async () => {
      closed = true;
      clearTimeout(retry);
      await client?.end().catch(() => undefined);
    },
  };
}

/** One connection for many ears in a process. */
export class Channel extends EventEmitter<{ message: [string]; gap: [] }> {
  private readonly listener: Listener;
  constructor(url: string, channel: string) {
    super();
    this.setMaxListeners(0);
    this.listener = listen(
      url,
      channel,
      (payload) => this.emit('message', payload),
      () => this.emit('gap'),
    );
  }
  close(): Promise<void> {
    return this.listener.close();
  }
}
