import { timingSafeEqual } from 'node:crypto';
import { env } from '@/lib/env';
import type { SourceRecord } from '@/lib/ledger';

type Headers = { get(name: string): string | null };

/** Whether a request came through our front, which alone may say where it is from. */
export function isFromFront(headers: Headers): boolean {
  const secret = env().CHAINWARD_FRONT_SECRET;
  const given = headers.get('x-chainward-front');
  if (!secret || !given) return false;
  const [a, b] = [Buffer.from(secret), Buffer.from(given)];
  return a.length === b.length && timingSafeEqual(a, b);
}

/** Where a request is from. Without the front's secret nothing that it claims of itself is believed. */
export function sourceOf(headers: Headers, request?: { method: string; path: string }): SourceRecord {
  const trusted = isFromFront(headers);
  const read = (name: string) => (trusted ? headers.get(name) : null);
  const [tlsVersion, cipher] = read('x-chainward-tls')?.split(' ') ?? [];
  const facts = {
    ip: read('x-forwarded-for'),
    userAgent: headers.get('user-agent')?.slice(0, 400),
    requestId: read('x-request-id'),
    tlsVersion,
    cipher,
    ...request,
  };
  return Object.fromEntries(Object.entries(facts).filter(([, value]) => value));
}
