import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { cosign } from '@/lib/ledger/format/cosignature';
import { judge } from './judge';
import type { Memory } from './memory';

const MAX_BODY = 64 * 1024;
const MAX_HEADERS = 8 * 1024;

const TEXTS: Readonly<Record<number, string>> = {
  400: 'not a submission\n',
  403: 'signed by no known key\n',
  404: 'unknown log\n',
  405: 'POST only\n',
  413: 'too large\n',
  422: 'the proof does not fit\n',
  500: 'not remembered, so not cosigned\n',
};

type Answer = { status: number; body?: string; type?: string };

async function readBody(request: IncomingMessage): Promise<Buffer | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_BODY) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** Check, remember, answer: the first two without a pause between them, so that no other submission comes in between. */
function answerTo(memory: Memory, body: Buffer, now: Date): Answer {
  const judged = judge(body, memory.logs, (origin) => memory.seenOf(origin));
  if (judged.status === 409) return { status: 409, body: `${judged.size}\n`, type: 'text/x.tlog.size' };
  if (judged.status !== 200) return judged;
  memory.remember(judged.submission);
  return { status: 200, body: cosign(judged.submission.text, memory.name, memory.key, now) };
}

async function handle(memory: Memory, request: IncomingMessage, onRemembered: () => void): Promise<Answer> {
  if (request.url?.split('?')[0] !== '/add-checkpoint') return { status: 404, body: 'not here\n' };
  if (request.method !== 'POST') return { status: 405 };
  const body = await readBody(request);
  if (!body) return { status: 413 };
  const answer = answerTo(memory, body, new Date());
  if (answer.status === 200) onRemembered();
  return answer;
}

function send(
  response: ServerResponse,
  { status, body = TEXTS[status] ?? '', type = 'text/plain; charset=utf-8' }: Answer,
) {
  // What is left of a body that was too long is not read for the sake of the connection.
  const close = status === 413 ? { connection: 'close' } : {};
  response.writeHead(status, { 'content-type': type, 'content-length': Buffer.byteLength(body), ...close }).end(body);
}

export type WitnessOptions = {
  memory: Memory;
  host: string;
  port: number;
  onFault(error: unknown): void;
  /** Between disk and answer; tests end the process here. */
  onRemembered?: () => void;
};

/** C2SP tlog-witness over plain HTTP: checkpoints and cosignatures carry signatures of their own. */
export async function startWitness({
  memory,
  host,
  port,
  onFault,
  onRemembered = () => undefined,
}: WitnessOptions): Promise<Server> {
  const server = createServer(
    {
      maxHeaderSize: MAX_HEADERS,
      headersTimeout: 5_000,
      requestTimeout: 10_000,
      keepAliveTimeout: 5_000,
      connectionsCheckingInterval: 1_000,
    },
    (request, response) => {
      handle(memory, request, onRemembered).then(
        (answer) => send(response, answer),
        (error: unknown) => {
          if (response.destroyed || request.destroyed) return;
          onFault(error);
          send(response, { status: 500 });
        },
      );
    },
  );
  server.maxConnections = 256;
  server.on('clientError', (_error, socket) => socket.destroy());
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, host, resolve));
  return server;
}
