import type { Socket } from 'node:net';
import { normalHost, targetFault } from './check-target';
import type { Limits } from './limits';

const BAD_REQUEST = answer('400 Bad Request');

/** Somebody typed http:// in front of our port: show the way, but serve nothing in the clear. */
export function answerPlainHttp(socket: Socket, first: Buffer, limits: Limits): void {
  let head = '';
  const timer = setTimeout(() => socket.destroy(), limits.headersMs);
  socket.once('close', () => clearTimeout(timer));
  const take = (chunk: Buffer) => {
    head += chunk.toString('latin1');
    const complete = head.includes('\r\n\r\n');
    if (!complete && head.length <= limits.maxHeaderBytes) return;
    socket.off('data', take);
    socket.resume();
    socket.end(complete ? redirectFor(head) : BAD_REQUEST);
  };
  socket.on('data', take);
  take(first);
  socket.resume();
}

export function redirectFor(head: string): string {
  const [requestLine = '', ...lines] = (head.split('\r\n\r\n', 1)[0] ?? '').split('\r\n');
  const target = /^(?:GET|HEAD) (\S+) HTTP\/1\.[01]$/.exec(requestLine)?.[1];
  const hosts = lines.flatMap((line) => /^host:[ \t]*(.*?)[ \t]*$/i.exec(line)?.[1] ?? []);
  const host = hosts.length === 1 ? normalHost(hosts[0] ?? '') : null;
  if (target === undefined || host === null || targetFault(target) !== null) return BAD_REQUEST;
  return answer('308 Permanent Redirect', `location: https://${host}${target}\r\n`);
}

function answer(status: string, more = ''): string {
  return `HTTP/1.1 ${status}\r\n${more}content-length: 0\r\ncache-control: no-store\r\nconnection: close\r\n\r\n`;
}
