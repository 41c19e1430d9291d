import { createHash, createHmac } from 'node:crypto';

export type AwsRequest = {
  method: string;
  url: URL;
  /** All of them are signed, and `host` with them. */
  headers: Readonly<Record<string, string>>;
  bodySha256: string;
};
export type AwsCredential = { accessKeyId: string; secret: string; region: string };

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest();

/** RFC 3986: everything but what is unreserved, as AWS wants it. */
export const encodeSegment = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);

const byCodePoint = ([a]: readonly [string, string], [b]: readonly [string, string]) => (a < b ? -1 : a > b ? 1 : 0);

const canonicalQuery = (url: URL): string =>
  [...url.searchParams]
    .map(([name, value]) => [encodeSegment(name), encodeSegment(value)] as const)
    .sort(byCodePoint)
    .map((pair) => pair.join('='))
    .join('&');

/** AWS Signature Version 4 for S3: the headers to send, with `authorization`. The path has to be encoded once already. */
export function signAws(request: AwsRequest, credential: AwsCredential, now: Date): Record<string, string> {
  const stamp = now.toISOString().replace(/[-:]|\.\d{3}/g, '');
  const scope = `${stamp.slice(0, 8)}/${credential.region}/s3/aws4_request`;
  const headers = { ...request.headers, 'x-amz-content-sha256': request.bodySha256, 'x-amz-date': stamp };
  const signed = Object.entries({ ...headers, host: request.url.host })
    .map(([name, value]) => [name.toLowerCase(), value.trim().replace(/ +/g, ' ')] as const)
    .sort(byCodePoint);
  const names = signed.map(([name]) => name).join(';');
  const canonical = [
    request.method,
    request.url.pathname,
    canonicalQuery(request.url),
    ...signed.map((header) => header.join(':')),
    '',
    names,
    request.bodySha256,
  ].join('\n');
  const text = ['AWS4-HMAC-SHA256', stamp, scope, sha256(canonical)].join('\n');
  const key = scope.split('/').reduce<string | Buffer>(hmac, `AWS4${credential.secret}`);
  const signature = hmac(key, text).toString('hex');
  const authorization = `AWS4-HMAC-SHA256 Credential=${credential.accessKeyId}/${scope},SignedHeaders=${names},Signature=${signature}`;
  return { ...headers, authorization };
}
