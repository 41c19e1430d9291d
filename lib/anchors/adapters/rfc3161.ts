import { createHash, randomBytes } from 'node:crypto';
import { isAppError } from '@/lib/core/errors';
import { egressRequest } from '@/lib/egress';
import { encodeTimestampRequest, readTimestampResponse, readTrusted, verifyTimestamp } from '@/lib/pki';
import { type Adapter, type AnchoredCheckpoint, anchorFault, isNear, textOf } from '../adapter';

const digestOf = (checkpoint: AnchoredCheckpoint) => createHash('sha256').update(textOf(checkpoint)).digest();

export const rfc3161: Adapter<'rfc3161'> = {
  submit: async (checkpoint, config, { now, ownListeners, resolver }) => {
    const digest = digestOf(checkpoint);
    const nonce = BigInt(`0x${randomBytes(8).toString('hex')}`);
    const { status, headers, body } = await egressRequest({
      url: config.url,
      purpose: 'timestamp',
      method: 'POST',
      headers: { 'content-type': 'application/timestamp-query', accept: 'application/timestamp-reply' },
      body: encodeTimestampRequest(digest, nonce),
      allow: config.allow,
      ownListeners,
      ...(resolver && { resolver }),
      ...(config.ca && { ca: config.ca }),
    });
    if (status !== 200) throw anchorFault(`The time stamp authority answered with status ${status}`);
    if (!/^application\/timestamp-reply\b/i.test(String(headers['content-type'] ?? '')))
      throw anchorFault('The time stamp authority answered with something that is no time stamp');
    const token = readTimestampResponse(body);
    const { time } = verifyTimestamp({ token, digest, nonce, trusted: readTrusted(config.trusted) });
    if (!isNear(time, now))
      throw anchorFault('The time stamp authority’s clock is more than ten minutes away from ours');
    return token;
  },
  verify: async (receipt, checkpoint, config) => {
    try {
      const question = { token: receipt, digest: digestOf(checkpoint), nonce: null };
      const { time, subject } = verifyTimestamp({ ...question, trusted: readTrusted(config.trusted) });
      return { state: 'confirmed', detail: `Stamped ${time.toISOString()} by ${subject}` };
    } catch (error) {
      if (!isAppError(error)) throw error;
      return { state: 'broken', detail: error.message };
    }
  },
};
