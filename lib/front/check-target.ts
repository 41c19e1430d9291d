import { isIPv6 } from 'node:net';

const HOST = /^(?:(?<name>[a-z0-9_](?:[a-z0-9_.-]*[a-z0-9_.])?)|\[(?<v6>[0-9a-f:.]+)\])(?::(?<port>[0-9]{1,5}))?$/;
const VISIBLE_ASCII = /^[\x21-\x7e]+$/;
/** RFC 3986 §6.2.2.2: an unreserved character never needs an escape, so one that has it is a second spelling. */
const ESCAPED_UNRESERVED = /%(?:2[de]|3[0-9]|4[1-9a-f]|5[0-9af]|6[1-9a-f]|7[0-9ae])/i;
/** Slash, backslash, C0, DEL, and C1 in UTF-8. */
const ESCAPED_FORBIDDEN = /%(?:2f|5c|[01][0-9a-f]|7f|c2%[89][0-9a-f])/i;

/** RFC 9112 §3.2.1: only origin-form. Returns why a target is refused, or null. */
export function targetFault(target: string): string | null {
  if (!target.startsWith('/')) return 'the target is not in origin form';
  if (!VISIBLE_ASCII.test(target)) return 'the target has characters outside visible ASCII';
  if (target.includes('#')) return 'the target has a fragment';
  return pathFault(pathOf(target));
}

export const pathOf = (target: string): string => target.split('?', 1)[0] ?? target;

/** A path that web process, cache and log could each read differently is refused, not repaired. */
function pathFault(path: string): string | null {
  if (path.includes('//')) return 'the path has an empty segment';
  if (path.includes('\\')) return 'the path has a backslash';
  if (/%(?![0-9a-f]{2})/i.test(path)) return 'the path has a malformed escape';
  if (ESCAPED_FORBIDDEN.test(path)) return 'the path has a forbidden escape';
  if (ESCAPED_UNRESERVED.test(path)) return 'the path has a needless escape';
  if (!decodes(path)) return 'the path is not UTF-8';
  if (/\/\.{1,2}(?:\/|$)/.test(path)) return 'the path has dot segments';
  return new URL(`https://x${path}`).pathname === path ? null : 'the path is not in normal form';
}

function decodes(path: string): boolean {
  try {
    decodeURIComponent(path);
    return true;
  } catch {
    return false;
  }
}

/** The host in lower case, or null when RFC 9110 §7.2 would not have it. */
export function normalHost(value: string): string | null {
  const host = value.toLowerCase();
  const { name, v6, port } = HOST.exec(host)?.groups ?? {};
  if (name === undefined && (v6 === undefined || !isIPv6(v6))) return null;
  if (name !== undefined && (name.length > 253 || name.includes('..') || name.startsWith('.'))) return null;
  if (port !== undefined && (Number(port) === 0 || Number(port) > 65_535)) return null;
  return host;
}
