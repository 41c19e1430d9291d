import { isIP } from 'node:net';
import { EGRESS_PURPOSES, EgressError, type EgressPurpose } from './contract';

export type Destination = { url: URL; hostname: string; port: number; isAddress: boolean };

/** The URL parser has already turned decimal, octal and hexadecimal hosts into the address they mean. */
export function checkUrl(text: string, purpose: EgressPurpose): Destination {
  let url: URL;
  try {
    url = new URL(text);
  } catch (cause) {
    throw new EgressError('bad_url', 'This is not a URL.', { cause });
  }
  const secure = url.protocol === 'https:';
  if (!secure && !(url.protocol === 'http:' && EGRESS_PURPOSES[purpose].plainHttp)) {
    const wanted = EGRESS_PURPOSES[purpose].plainHttp ? 'https or http' : 'https';
    throw new EgressError('scheme', `A connection to ${url.host} for ${purpose} has to use ${wanted}.`);
  }
  if (url.username !== '' || url.password !== '') {
    throw new EgressError('credentials', `The URL for ${url.host} must not contain a user name or password.`);
  }
  const hostname = url.hostname.replace(/^\[|\]$/g, '');
  const port = url.port === '' ? (secure ? 443 : 80) : Number(url.port);
  return { url, hostname, port, isAddress: isIP(hostname) !== 0 };
}
