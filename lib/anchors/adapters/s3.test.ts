import { createHash, createHmac } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { createServer } from 'node:https';
import { buffer } from 'node:stream/consumers';
import { afterEach, describe, expect, it } from 'vitest';
import { TestTree } from '@/lib/ledger/testing/tree';
import { contextWith, HOST, reachable, Servers, serverTls } from '../testing/outside';
import { s3 } from './s3';

const SECRET = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY';
const checkpoint = new TestTree().checkpoint(7n);
const servers = new Servers();
afterEach(() => servers.close());

/** The other side's own reading of the signature, from what arrived. */
function isSigned(request: IncomingMessage, body: Buffer): boolean {
  const header = String(request.headers.authorization);
  const [, key, day, region, names = '', signature] =
    /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/s3\/aws4_request,SignedHeaders=([^,]+),Signature=([0-9a-f]{64})$/.exec(
      header,
    ) ?? [];
  if (key !== 'AKID' || !names.split(';').includes('host')) return false;
  if (request.headers['x-amz-content-sha256'] !== createHash('sha256').update(body).digest('hex')) return false;
  const [path = '', query = ''] = (request.url ?? '').split('?');
  const canonical = `${request.method}\n${path}\n${query.split('&').sort().join('&')}\n${names
    .split(';')
    .map((name) => `${name}:${String(request.headers[name])}\n`)
    .join('')}\n${names}\n${String(request.headers['x-amz-content-sha256'])}`;
  const scope = `${day}/${region}/s3/aws4_request`;
  const text = `AWS4-HMAC-SHA256\n${String(request.headers['x-amz-date'])}\n${scope}\n${createHash('sha256').update(canonical).digest('hex')}`;
  const hmac = (secret: string | Buffer, data: string) => createHmac('sha256', secret).update(data).digest();
  const signing = hmac(hmac(hmac(hmac(`AWS4${SECRET}`, String(day)), String(region)), 's3'), 'aws4_request');
  return hmac(signing, text).toString('hex') === signature;
}

type Stored = { body: Buffer; mode: string | undefined; until: string | undefined };

/** A storage with versions and, unless told otherwise, locks. */
async function serve({ locks = true } = {}) {
  const objects = new Map<string, Stored>();
  const refusals: string[] = [];
  const server = createServer(serverTls, async (request, response) => {
    const body = await buffer(request);
    const [path = '', query = ''] = (request.url ?? '').split('?');
    if (!isSigned(request, body)) {
      refusals.push(path);
      response.writeHead(403).end('<Error><Code>SignatureDoesNotMatch</Code><Message>no</Message></Error>');
    } else if (request.method === 'PUT') {
      const version = `v${objects.size + 1}`;
      const md5 = createHash('md5').update(body).digest('base64');
      if (request.headers['content-md5'] !== md5) return void response.writeHead(400).end();
      objects.set(`${path}?versionId=${version}`, {
        body,
        mode: request.headers['x-amz-object-lock-mode'] as string | undefined,
        until: request.headers['x-amz-object-lock-retain-until-date'] as string | undefined,
      });
      response.writeHead(200, { 'x-amz-version-id': version }).end();
    } else {
      const object = objects.get(`${path}?${query}`);
      if (!object) return void response.writeHead(404).end();
      const lock = {
        'x-amz-object-lock-mode': object.mode ?? '',
        'x-amz-object-lock-retain-until-date': object.until ?? '',
      };
      response.writeHead(200, locks ? lock : {}).end(object.body);
    }
  });
  const endpoint = `https://${HOST}:${await servers.listen(server)}`;
  const config = {
    ...reachable,
    endpoint,
    region: 'eu-test-1',
    bucket: 'log-bucket',
    prefix: 'chain (1)/',
    accessKeyId: 'AKID',
    retainDays: 30,
  };
  return { objects, refusals, config };
}

const context = () => contextWith({ secret: SECRET });

describe('S3 with object lock', () => {
  it('stores the note under a lock, signed so that the other side agrees, and reads it back', async () => {
    const { objects, config } = await serve();
    const receipt = await s3.submit(checkpoint, config, context());
    const [[key, stored] = []] = objects;
    expect(key).toMatch(
      /^\/log-bucket\/chain%20%281%29\/chainward\/0123456789ab\/0000000000000000007-\d{8}T\d{6}Z\.txt\?versionId=v1$/,
    );
    expect(stored).toMatchObject({ body: Buffer.from(checkpoint.note), mode: 'COMPLIANCE' });
    expect(Math.round((Date.parse(stored?.until ?? '') - Date.now()) / 86_400_000)).toBe(30);
    expect(await s3.verify(receipt, checkpoint, config, context())).toMatchObject({ state: 'confirmed' });
    expect(receipt.toString()).not.toContain(SECRET);
  });

  it('notices an object that was removed, replaced or unlocked', async () => {
    const { objects, config } = await serve();
    const receipt = await s3.submit(checkpoint, config, context());
    const [[key = '', stored] = []] = objects;
    if (!stored) throw new Error('nothing was stored');
    const verdict = async (changed: Stored | null) => {
      if (changed) objects.set(key, changed);
      else objects.delete(key);
      return (await s3.verify(receipt, checkpoint, config, context())).state;
    };
    expect(await verdict({ ...stored, body: Buffer.from('other') })).toBe('broken');
    expect(await verdict({ ...stored, mode: 'GOVERNANCE' })).toBe('broken');
    expect(await verdict({ ...stored, until: new Date().toISOString() })).toBe('broken');
    expect(await verdict(null)).toBe('broken');
    expect(await verdict(stored)).toBe('confirmed');
    await servers.close();
    expect((await s3.verify(receipt, checkpoint, config, context())).state).toBe('unreachable');
    expect((await s3.verify(Buffer.from('{'), checkpoint, config, context())).state).toBe('broken');
  });

  it('is not content with a storage that knows no locks', async () => {
    const { config } = await serve({ locks: false });
    await expect(s3.submit(checkpoint, config, context())).rejects.toThrow('not locked as asked');
  });

  it('tells a refusal by its code, without the secret', async () => {
    const { config, refusals } = await serve();
    const wrong = contextWith({ secret: 'another secret' });
    const refused = s3.submit(checkpoint, config, wrong);
    await expect(refused).rejects.toThrow('status 403 (SignatureDoesNotMatch)');
    await expect(refused).rejects.not.toThrow('another secret');
    expect(refusals).toHaveLength(1);
    await expect(s3.submit(checkpoint, config, contextWith())).rejects.toThrow('no secret key');
  });
});
