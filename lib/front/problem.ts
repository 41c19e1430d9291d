import { createHash } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import type { ErrorCode } from '@/lib/core/errors';
import { type ResponseHeaders, responseHeaders } from './response-headers';

export type Problem = { status: number; headers: ResponseHeaders; body: string };

type Words = { code: ErrorCode; title: string; message: string };

const UNAVAILABLE: Words = {
  code: 'unavailable',
  title: 'Chainward is not available right now',
  message: 'The dashboard does not answer. Nothing was changed by this request; try again in a moment.',
};
const OUTCOME_UNKNOWN: Words = {
  ...UNAVAILABLE,
  message: 'It is not known whether this request took effect; look before you repeat it.',
};
const BAD_REQUEST: Words = {
  code: 'invalid_input',
  title: 'This request cannot be served',
  message: 'The request is not valid.',
};
const WORDS: Readonly<Record<number, Words>> = {
  404: { code: 'not_found', title: 'Not found', message: 'There is nothing at this address.' },
  405: { ...BAD_REQUEST, message: 'This method is not served.' },
  408: { code: 'unavailable', title: 'The request took too long', message: 'The request did not arrive in time.' },
  413: { code: 'too_large', title: 'Too large', message: 'What was sent is larger than is accepted here.' },
  414: { code: 'too_large', title: 'Too long', message: 'The address is longer than is accepted here.' },
  431: { code: 'too_large', title: 'Too long', message: 'The headers are longer than is accepted here.' },
  501: { ...BAD_REQUEST, message: 'This method is not served.' },
  503: UNAVAILABLE,
};
const RETRY_AFTER_SECONDS = '5';

const STYLE =
  ':root{color-scheme:light dark}body{margin:0;min-height:100vh;display:grid;place-items:center;' +
  'font:16px/1.6 system-ui,sans-serif;background:#f7f7f8;color:#1d1d22}main{max-width:32rem;padding:2rem}' +
  'h1{font-size:1.25rem;margin:0 0 .5rem}p{margin:0 0 1rem}code{font-size:.8125rem;opacity:.75}' +
  '@media(prefers-color-scheme:dark){body{background:#131316;color:#ececf0}}';
const STYLE_HASH = createHash('sha256').update(STYLE).digest('base64');
const PAGE_CSP = `default-src 'none'; style-src 'sha256-${STYLE_HASH}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;

export type ProblemInput = {
  status: number;
  requestId: string;
  accept: string;
  hsts: boolean;
  outcomeUnknown?: boolean;
};

/** Nothing of the request is repeated in it but the id that we gave. */
export function problem({ status, requestId, accept, hsts, outcomeUnknown = false }: ProblemInput): Problem {
  const words = outcomeUnknown ? OUTCOME_UNKNOWN : (WORDS[status] ?? BAD_REQUEST);
  const retryable = words.code === 'unavailable' && !outcomeUnknown;
  const html = /\btext\/html\b/i.test(accept);
  const body = html ? pageOf(words, requestId) : jsonOf(words, requestId, retryable);
  const own = {
    'content-type': html ? 'text/html; charset=utf-8' : 'application/json; charset=utf-8',
    'content-length': String(Buffer.byteLength(body)),
    'cache-control': 'no-store',
    ...(html ? { 'content-security-policy': PAGE_CSP } : {}),
    ...(status === 503 && retryable ? { 'retry-after': RETRY_AFTER_SECONDS } : {}),
  };
  return { status, headers: responseHeaders(own, { requestId, hsts }), body };
}

function jsonOf({ code, message }: Words, requestId: string, retryable: boolean): string {
  return JSON.stringify({ ok: false, code, message, fields: {}, requestId, retryable });
}

/** As bytes, where no parsed request is left to answer through; it closes the connection. */
export function rawProblem(
  { status, requestId, hsts }: Omit<ProblemInput, 'accept'>,
  more: Record<string, string> = {},
): string {
  const { headers, body } = problem({ status, requestId, accept: '', hsts });
  const lines = Object.entries({ ...headers, ...more, connection: 'close' }).map(
    ([name, value]) => `${name}: ${value}`,
  );
  return [`HTTP/1.1 ${status} ${STATUS_CODES[status]}`, ...lines, '', body].join('\r\n');
}

const pageOf = ({ title, message }: Words, requestId: string): string =>
  `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${title}</title>` +
  `<meta name="viewport" content="width=device-width"><style>${STYLE}</style></head>` +
  `<body><main><h1>${title}</h1><p>${message}</p><p><code>${requestId}</code></p></main></body></html>`;
