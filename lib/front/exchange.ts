import type { IncomingMessage, ServerResponse } from 'node:http';
import { constants, type Http2ServerRequest, type Http2ServerResponse } from 'node:http2';
import type { Readable } from 'node:stream';
import type { RequestHead } from './check-request';
import type { ResponseHeaders } from './response-headers';

/** What ServerResponse and its HTTP/2 twin have in common and the front needs. */
export type ResponsePort = {
  readonly headersSent: boolean;
  readonly writableEnded: boolean;
  writeHead(status: number, headers: ResponseHeaders): unknown;
  write(chunk: string | Uint8Array): boolean;
  writeContinue(): unknown;
  on(event: string, listener: () => void): unknown;
  once(event: string, listener: () => void): unknown;
};

export type ConnectionFacts = { peer: string; tls: string };

export type Exchange = RequestHead &
  ConnectionFacts & {
    protocol: 'h1' | 'h2';
    body: Readable;
    response: ResponsePort;
    /** HTTP/2 only: the headers ended the stream, so there is no body. */
    headersOnly: boolean;
    /** Sends the headers now; an event stream may have nothing to say for a while. */
    flush(): void;
    finish(text?: string): void;
    /** Breaks the answer off so that the client cannot take it for complete. */
    abort(): void;
    /** Tells the client to stop sending a body that nobody reads any more. */
    stopBody(): void;
  };

export function fromHttp1(request: IncomingMessage, response: ServerResponse, facts: ConnectionFacts): Exchange {
  return {
    ...facts,
    protocol: 'h1',
    version: request.httpVersion,
    method: request.method ?? '',
    target: request.url ?? '',
    rawHeaders: request.rawHeaders,
    body: request,
    response,
    headersOnly: false,
    flush: () => response.flushHeaders(),
    finish: (text) => void (text === undefined ? response.end() : response.end(text)),
    abort: () => request.socket.destroy(),
    stopBody: () => {},
  };
}

export function fromHttp2(
  request: Http2ServerRequest,
  response: Http2ServerResponse,
  facts: ConnectionFacts,
): Exchange {
  const { stream } = request;
  return {
    ...facts,
    protocol: 'h2',
    version: '2.0',
    method: request.method,
    target: request.url,
    rawHeaders: request.rawHeaders,
    body: request,
    response,
    headersOnly: stream.endAfterHeaders,
    flush: () => {},
    finish: (text) => void (text === undefined ? response.end() : response.end(text)),
    abort: () => stream.close(constants.NGHTTP2_INTERNAL_ERROR),
    // RFC 9113 §8.1: a complete answer followed by RST_STREAM with NO_ERROR.
    stopBody: () => stream.close(constants.NGHTTP2_NO_ERROR),
  };
}
