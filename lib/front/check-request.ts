import { METHODS } from 'node:http';
import { normalHost, targetFault } from './check-target';
import type { Limits } from './limits';

export type RequestHead = {
  version: string;
  method: string;
  target: string;
  /** Names and values in turn, as they came, pseudo-headers of HTTP/2 included. */
  rawHeaders: readonly string[];
};

export type CheckedHead = {
  ok: true;
  host: string;
  contentLength: number | null;
  chunked: boolean;
};

export type Refusal = { ok: false; status: number; reason: string };

const FORWARDED_METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);
export const ALLOWED_METHODS = [...FORWARDED_METHODS].join(', ');
const VERSIONS = new Set(['1.0', '1.1', '2.0']);
const TOKEN = /^[!#$%&'*+.^_`|~0-9a-z-]+$/i;
const VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;
/** RFC 9113 §8.2.2 */
const CONNECTION_SPECIFIC = ['connection', 'keep-alive', 'proxy-connection', 'transfer-encoding', 'upgrade'];

type HeadLimits = Pick<Limits, 'maxHeaders' | 'maxHeaderBytes' | 'maxTargetBytes' | 'maxBodyBytes'>;

/** Node's parsers refuse part of this already; what stands here does not depend on their version or leniency. */
export function checkRequest(head: RequestHead, limits: HeadLimits): CheckedHead | Refusal {
  if (!VERSIONS.has(head.version)) return refuse(505, 'this version of HTTP is not spoken');
  if (head.rawHeaders.length / 2 > limits.maxHeaders) return refuse(431, 'too many headers');
  if (head.rawHeaders.reduce((sum, text) => sum + text.length, 0) > limits.maxHeaderBytes) {
    return refuse(431, 'the headers are too long');
  }
  if (!FORWARDED_METHODS.has(head.method)) {
    return refuse(METHODS.includes(head.method) ? 405 : 501, 'this method is not served');
  }
  if (head.target.length > limits.maxTargetBytes) return refuse(414, 'the target is too long');
  const fault = targetFault(head.target) ?? headerFault(head.rawHeaders);
  if (fault !== null) return refuse(400, fault);
  return checkFraming(head, limits);
}

function checkFraming(head: RequestHead, limits: HeadLimits): CheckedHead | Refusal {
  const all = (name: string) => valuesOf(head.rawHeaders, name);
  const host = agreedHost(all('host'), all(':authority'));
  if (host === null) return refuse(400, 'the host is missing, malformed or ambiguous');
  if (head.version === '2.0') {
    if (all(':scheme').some((scheme) => scheme !== 'https')) return refuse(400, 'the scheme is not https');
    if (CONNECTION_SPECIFIC.some((name) => all(name).length > 0)) return refuse(400, 'a header of HTTP/1.1 in HTTP/2');
  }
  if (all('upgrade').length > 0) return refuse(400, 'upgrades are not offered');
  const codings = all('transfer-encoding');
  const lengths = all('content-length');
  // RFC 9112 §6.3: two statements about the length of a body are what request smuggling is made of.
  if (codings.length > 0 && lengths.length > 0) return refuse(400, 'both a length and a transfer encoding');
  if (codings.length > 1 || codings.some((coding) => coding.toLowerCase() !== 'chunked')) {
    return refuse(400, 'a transfer encoding other than chunked');
  }
  if (codings.length > 0 && head.version === '1.0') return refuse(400, 'a transfer encoding in HTTP/1.0');
  if (lengths.length > 1 || lengths.some((length) => !/^[0-9]{1,15}$/.test(length))) {
    return refuse(400, 'a malformed or repeated length');
  }
  const contentLength = lengths[0] === undefined ? null : Number(lengths[0]);
  if (contentLength !== null && contentLength > limits.maxBodyBytes) return refuse(413, 'the body is too large');
  return { ok: true, host, contentLength, chunked: codings.length > 0 };
}

function agreedHost(hosts: string[], authorities: string[]): string | null {
  if (hosts.length > 1 || authorities.length > 1) return null;
  const [host, authority] = [hosts[0], authorities[0]];
  const value = authority ?? host;
  if (value === undefined) return null;
  const normal = normalHost(value);
  return host !== undefined && normalHost(host) !== normal ? null : normal;
}

function headerFault(rawHeaders: readonly string[]): string | null {
  for (const [name, value] of pairsOf(rawHeaders)) {
    if (!TOKEN.test(name.startsWith(':') ? name.slice(1) : name)) return 'a malformed header name';
    if (!VALUE.test(value)) return 'a header value with control characters';
  }
  return null;
}

export function valuesOf(rawHeaders: readonly string[], wanted: string): string[] {
  return pairsOf(rawHeaders).flatMap(([name, value]) => (name.toLowerCase() === wanted ? [value] : []));
}

export function pairsOf(rawHeaders: readonly string[]): [string, string][] {
  const pairs: [string, string][] = [];
  for (let index = 0; index < rawHeaders.length; index += 2) {
    pairs.push([rawHeaders[index] ?? '', rawHeaders[index + 1] ?? '']);
  }
  return pairs;
}

const refuse = (status: number, reason: string): Refusal => ({ ok: false, status, reason });
