import { describe, expect, it } from 'vitest';
import { encodeSegment, signAws } from './aws-signature';

/** The examples of “Authenticating Requests (AWS Signature Version 4)” in Amazon’s documentation of S3. */
const credential = {
  accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
  secret: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
  region: 'us-east-1',
};
const NOTHING = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';
const now = new Date('2013-05-24T00:00:00Z');

describe('the documented examples', () => {
  it.each([
    [
      'an object',
      'GET',
      '/test.txt',
      { range: 'bytes=0-9' },
      NOTHING,
      'f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41',
    ],
    [
      'storing an object',
      'PUT',
      '/test%24file.text',
      { date: 'Fri, 24 May 2013 00:00:00 GMT', 'x-amz-storage-class': 'REDUCED_REDUNDANCY' },
      '44ce7dd67c959e0d3524ffac1771dfbba87d2b6b4b4e99e42034a8b803f8b072',
      '98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd',
    ],
    [
      'a parameter without value',
      'GET',
      '/?lifecycle',
      {},
      NOTHING,
      'fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543',
    ],
    [
      'a list',
      'GET',
      '/?max-keys=2&prefix=J',
      {},
      NOTHING,
      '34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7',
    ],
  ])('%s', (_name, method, path, headers, bodySha256, signature) => {
    const url = new URL(`https://examplebucket.s3.amazonaws.com${path}`);
    const signed = signAws({ method, url, headers: headers as Record<string, string>, bodySha256 }, credential, now);
    expect(signed.authorization).toContain(`,Signature=${signature}`);
    expect(signed.authorization).toContain('Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request');
    expect(JSON.stringify(signed)).not.toContain(credential.secret);
  });
});

it('encodes a segment as AWS wants it', () => {
  expect(encodeSegment("a b*(c)'!~-_.é$")).toBe('a%20b%2A%28c%29%27%21~-_.%C3%A9%24');
});
