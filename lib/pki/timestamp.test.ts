import { createHash, generateKeyPairSync, randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isAppError } from '@/lib/core/errors';
import { makeChain } from './testing/make-chain';
import { signToken } from './testing/sign-token';
import { openTimestampAuthority, type TimestampAuthority } from './testing/timestamp-authority';
import { encodeTimestampRequest, readTimestampResponse, verifyTimestamp } from './timestamp';
import { readTrusted } from './timestamp-certificates';

const DATA = Buffer.from('chainward/0123456789ab\n7\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n');
const digest = createHash('sha256').update(DATA).digest();
const nonce = BigInt(`0x${randomBytes(8).toString('hex')}`);

let authority: TimestampAuthority;
let stranger: TimestampAuthority;
let response: Buffer;
let token: Buffer;
beforeAll(async () => {
  // Before the token, so that only the signature tells the two roots of one name apart.
  stranger = await openTimestampAuthority();
  authority = await openTimestampAuthority();
  response = await authority.reply(encodeTimestampRequest(digest, nonce));
  token = readTimestampResponse(response);
}, 30_000);
afterAll(() => {
  authority.close();
  stranger.close();
});

const question = (changes: object = {}) => ({
  token,
  digest,
  nonce,
  trusted: readTrusted(authority.rootPem),
  ...changes,
});

describe('a time stamp of openssl', () => {
  it('is accepted, with its time, and openssl agrees', async () => {
    const stamped = verifyTimestamp(question());
    expect(Math.abs(stamped.time.getTime() - Date.now())).toBeLessThan(60_000);
    expect(stamped).toMatchObject({ policy: '1.2.3.4.1', subject: 'CN=Test time stamps' });
    expect(await authority.verify(token, DATA)).toContain('Verification: OK');
  });

  it('is accepted when the authority’s own certificate is pinned instead of its root', () => {
    expect(verifyTimestamp(question({ trusted: readTrusted(authority.certificatePem) })).serial).toBe(
      verifyTimestamp(question()).serial,
    );
  });

  it('is accepted later, when the nonce is not known any more', () => {
    expect(verifyTimestamp(question({ nonce: null })).policy).toBe('1.2.3.4.1');
  });

  it('is accepted with RSA as well', async () => {
    const rsa = await openTimestampAuthority({ key: ['rsa:2048'] });
    const answer = readTimestampResponse(await rsa.reply(encodeTimestampRequest(digest, 5n)));
    expect(verifyTimestamp({ token: answer, digest, nonce: 5n, trusted: readTrusted(rsa.rootPem) }).policy).toBe(
      '1.2.3.4.1',
    );
    rsa.close();
  });

  it('is refused for something else, for another request and without trust', () => {
    const other = createHash('sha256').update('other').digest();
    expect(() => verifyTimestamp(question({ digest: other }))).toThrow('for something else');
    expect(() => verifyTimestamp(question({ nonce: nonce + 1n }))).toThrow('another request');
    expect(() => verifyTimestamp(question({ trusted: readTrusted(stranger.rootPem) }))).toThrow('none that is trusted');
    expect(() => verifyTimestamp(question({ trusted: [] }))).toThrow('none that is trusted');
  });

  it('is refused from an authority whose certificate is not for time stamps alone, critically', async () => {
    // OpenSSL's own authority does not sign with such certificates, so these tokens are made by hand.
    const usages = [
      'critical, timeStamping',
      'timeStamping',
      'critical, timeStamping, clientAuth',
      'critical, clientAuth',
    ];
    const outcomes: string[] = [];
    for (const usage of usages) {
      const made = await openTimestampAuthority({ usage });
      const trusted = readTrusted(made.rootPem);
      try {
        outcomes.push(verifyTimestamp({ token: signToken(made, digest, nonce), digest, nonce, trusted }).policy);
      } catch (error) {
        outcomes.push(String(error));
      }
      made.close();
    }
    expect(outcomes[0]).toBe('1.2.3.4.1');
    for (const outcome of outcomes.slice(1)) expect(outcome).toContain('not one for time stamps alone');
  });

  it('is refused when another key signed it', () => {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const keyPem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    const forged = signToken({ ...authority, keyPem }, digest, nonce);
    expect(() => verifyTimestamp(question({ token: forged }))).toThrow('signature is wrong');
    expect(verifyTimestamp(question({ token: signToken(authority, digest, nonce) })).serial).toBe('7');
  });

  it('is refused when its attributes name another certificate', () => {
    const strange = signToken(authority, digest, nonce, { named: Buffer.alloc(32) });
    expect(() => verifyTimestamp(question({ token: strange }))).toThrow('names another certificate');
  });

  it('is refused when it was made outside its certificate’s time', async () => {
    const { chainToTrusted } = await import('./timestamp-certificates');
    const [own] = readTrusted(authority.certificatePem);
    const trusted = readTrusted(authority.rootPem);
    if (!own) throw new Error('no certificate');
    expect(chainToTrusted(own, trusted, trusted, new Date())).toBe(true);
    expect(chainToTrusted(own, trusted, trusted, new Date(Date.now() + 31 * 86_400_000))).toBe(false);
  });
});

it('nobody but an authority vouches for another certificate', async () => {
  const { chainToTrusted } = await import('./timestamp-certificates');
  for (const isAuthority of [true, false]) {
    const [leaf, middle, root] = makeChain(isAuthority).flatMap((pem) => readTrusted(pem));
    if (!leaf || !middle || !root) throw new Error('no chain');
    expect(chainToTrusted(leaf, [middle, root], [root], new Date(Date.now() + 1_000))).toBe(isAuthority);
  }
});

it('a refusal of the authority is told by its number', async () => {
  const sha1Request = Buffer.from(encodeTimestampRequest(digest, 1n));
  // 2.16.840.1.101.3.4.2.9 is no digest that this authority knows.
  const at = sha1Request.indexOf(Buffer.from('608648016503040201', 'hex'));
  sha1Request[at + 8] = 9;
  const refused = await authority.reply(sha1Request);
  expect(() => readTimestampResponse(refused)).toThrow('refused, with status 2');
});

describe('hostile bytes', () => {
  const attempt = (bytes: Uint8Array) => {
    try {
      verifyTimestamp(question({ token: readTimestampResponse(bytes) }));
      return 'accepted';
    } catch (error) {
      if (!isAppError(error)) throw error;
      return 'refused';
    }
  };

  it('of any kind are refused, never a crash', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => attempt(bytes) === 'refused'));
  });

  it('one octet changed anywhere in what is signed is noticed', () => {
    const places = fc.tuple(fc.nat(response.length - 1), fc.integer({ min: 1, max: 255 }));
    fc.assert(
      fc.property(places, ([at, mask]) => {
        const changed = Buffer.from(response);
        changed[at] = (changed[at] ?? 0) ^ mask;
        if (attempt(changed) === 'refused') return;
        // What no signature covers may differ: then the time stamp itself still says the same.
        const stamped = verifyTimestamp(question({ token: readTimestampResponse(changed) }));
        expect(stamped).toEqual(verifyTimestamp(question()));
      }),
      { numRuns: 500 },
    );
  });

  it('cut anywhere are refused', () => {
    fc.assert(
      fc.property(fc.nat(response.length - 1), (length) => attempt(response.subarray(0, length)) === 'refused'),
    );
  });
});
