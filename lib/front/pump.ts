import type { ClientRequest, IncomingMessage } from 'node:http';
import type { Tally } from './context';
import type { Exchange } from './exchange';
import type { ForwardInput } from './forward-input';

/** Towards the web process, no faster than it reads, no more than the limit, no longer than the deadline. */
export function pumpRequest(
  { exchange, context, tally, turnDown }: ForwardInput,
  upstream: ClientRequest,
  onSent: () => void,
): void {
  const { body, response } = exchange;
  const stop = (status: number, reason: string) => {
    stopped = true;
    clearTimeout(timer);
    upstream.destroy();
    turnDown(status, reason);
  };
  let stopped = false;
  const timer = setTimeout(() => stop(408, 'the body took too long'), context.limits.requestMs);
  body.on('data', (chunk: Uint8Array) => {
    tally.bytesIn += chunk.length;
    if (stopped || upstream.destroyed) return;
    if (tally.bytesIn > context.limits.maxBodyBytes) return stop(413, 'the body is too large');
    if (!upstream.write(chunk)) body.pause();
  });
  upstream.on('drain', () => body.resume());
  // A paused body would hold up the connection after the web process has lost interest in it.
  upstream.once('close', () => body.resume());
  body.once('end', () => {
    clearTimeout(timer);
    if (stopped) return;
    upstream.end();
    onSent();
  });
  // A body that broke off must not look complete to the web process: its connection is cut, never ended.
  const brokenOff = () => {
    clearTimeout(timer);
    if (!body.readableEnded && !stopped) upstream.destroy();
  };
  body.on('error', brokenOff);
  body.once('aborted', brokenOff);
  response.once('close', brokenOff);
}

export type PumpResponseInput = { exchange: Exchange; answer: IncomingMessage; tally: Tally; stallMs: number };

/** Towards the client, chunk by chunk as they come; a client that stops reading is given up after a while. */
export function pumpResponse({ exchange, answer, tally, stallMs }: PumpResponseInput): void {
  const { response } = exchange;
  let stall: NodeJS.Timeout | undefined;
  let ended = false;
  const watchStall = () => {
    clearTimeout(stall);
    stall = setTimeout(exchange.abort, stallMs);
  };
  answer.on('data', (chunk: Uint8Array) => {
    tally.bytesOut += chunk.length;
    if (response.write(chunk)) return;
    answer.pause();
    watchStall();
  });
  response.on('drain', () => {
    clearTimeout(stall);
    answer.resume();
  });
  answer.once('end', () => {
    ended = true;
    if (!answer.complete) return exchange.abort();
    if (!response.writableEnded) exchange.finish();
    watchStall();
    if (!exchange.body.readableEnded && !exchange.headersOnly) response.once('finish', exchange.stopBody);
  });
  answer.on('error', () => {});
  answer.once('close', () => {
    if (!ended && !response.writableEnded) exchange.abort();
  });
  response.once('close', () => clearTimeout(stall));
}
