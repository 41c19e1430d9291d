import { plainAddress } from '@/lib/core/addresses';
import { pairsOf, valuesOf } from './check-request';

/** RFC 9110 §7.6.1, with those that RFC 9112 and old practice add. */
const HOP_BY_HOP = new Set([
  'connection',
  'keep-alive',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'expect',
  'http2-settings',
]);

/** Only a proxy may say these; from a visitor they are an attempt to be somebody, or somewhere, else. */
const FORGED = new RegExp(
  '^(?:client-cert.*|forwarded|x-forwarded-.*|x-real-ip|x-middleware-.*|x-now-.*|x-vercel-.*|x-chainward-.*' +
    '|x-client-.*|x-ssl-.*|ssl-client-.*|ssl-.*|xfcc|true-client-ip|cf-connecting-ip|x-cluster-client-ip' +
    '|x-original-(?:url|host|uri)|x-rewrite-url|x-http-method(?:-override)?|x-method-override' +
    '|x-matched-path|x-invoke-.*|x-nonce)$',
);

/** Replaced by our own without being held against anybody. */
const REPLACED = new Set(['host', 'content-length', 'cookie', 'x-request-id']);

export type OutgoingRequest = {
  rawHeaders: readonly string[];
  method: string;
  host: string;
  peer: string;
  tls: string;
  secret: string;
  requestId: string;
  /** `chunked` when there is a body of unknown length. */
  body: number | 'chunked' | 'none';
};

/** Flat names and values for the upstream, and how many forged headers were left out. */
export function requestHeaders(input: OutgoingRequest): { headers: string[]; forged: number } {
  const named = namedByConnection(input.rawHeaders);
  const kept: string[] = [];
  let forged = 0;
  for (const [rawName, value] of pairsOf(input.rawHeaders)) {
    if (rawName.startsWith(':')) continue;
    // Behind CGI-like readers a name with an underscore is the same as the one with a hyphen.
    const name = rawName.toLowerCase().replaceAll('_', '-');
    if (FORGED.test(name)) forged += 1;
    else if (!HOP_BY_HOP.has(name) && !named.has(name) && !REPLACED.has(name) && !/^proxy(?:-|$)/.test(name)) {
      kept.push(rawName.toLowerCase(), value);
    }
  }
  // RFC 9113 §8.2.3: HTTP/2 may split the cookie; towards HTTP/1.1 it has to be one again.
  const cookies = valuesOf(input.rawHeaders, 'cookie');
  if (cookies.length > 0 && !named.has('cookie')) kept.push('cookie', cookies.join('; '));
  return { headers: ['host', input.host, ...kept, ...framing(input), ...ours(input)], forged };
}

const ours = (input: OutgoingRequest): string[] => [
  'x-forwarded-for',
  plainAddress(input.peer),
  'x-forwarded-proto',
  'https',
  'x-forwarded-host',
  input.host,
  'x-request-id',
  input.requestId,
  'x-chainward-tls',
  input.tls,
  'x-chainward-front',
  input.secret,
];

function framing({ body, method }: OutgoingRequest): string[] {
  if (body === 'chunked') return ['transfer-encoding', 'chunked'];
  if (body === 'none') return ['POST', 'PUT', 'PATCH'].includes(method) ? ['content-length', '0'] : [];
  return ['content-length', String(body)];
}

function namedByConnection(rawHeaders: readonly string[]): Set<string> {
  const names = valuesOf(rawHeaders, 'connection').flatMap((value) => value.split(','));
  return new Set(names.map((name) => name.trim().toLowerCase().replaceAll('_', '-')));
}
