import { createHash } from 'node:crypto';
import { AppError, isAppError } from '@/lib/core/errors';
import { type EgressResponse, egressRequest } from '@/lib/egress';
import { type Adapter, type AdapterContext, anchorFault } from '../adapter';
import { encodeSegment, signAws } from '../aws-signature';
import type { AnchorConfig } from '../contract';

type Config = AnchorConfig<'s3'>;
type Receipt = { key: string; versionId: string | null; retainUntil: string };

const DAY_MS = 86_400_000;

function parseReceipt(bytes: Buffer): Receipt | null {
  try {
    const { key, versionId, retainUntil } = JSON.parse(bytes.toString()) as Partial<Receipt>;
    return typeof key === 'string' && typeof retainUntil === 'string'
      ? { key, versionId: versionId ?? null, retainUntil }
      : null;
  } catch {
    return null;
  }
}

type Call = { method: 'GET' | 'PUT'; key: string; query?: string; headers?: Record<string, string>; body?: Buffer };

function call(config: Config, context: AdapterContext, { method, key, query = '', headers = {}, body }: Call) {
  if (!context.secret) throw new AppError('invalid_input', 'The anchor has no secret key', { secret: 'Missing' });
  const path = [config.bucket, ...key.split('/')].map(encodeSegment).join('/');
  const url = new URL(`${config.endpoint.replace(/\/$/, '')}/${path}${query}`);
  const bodySha256 = createHash('sha256')
    .update(body ?? '')
    .digest('hex');
  const credential = { accessKeyId: config.accessKeyId, secret: context.secret, region: config.region };
  return egressRequest({
    url: url.href,
    purpose: 'proof',
    method,
    headers: signAws({ method, url, headers, bodySha256 }, credential, context.now),
    ...(body && { body }),
    allow: config.allow,
    ownListeners: context.ownListeners,
    ...(context.resolver && { resolver: context.resolver }),
    ...(config.ca && { ca: config.ca }),
  });
}

/** Of the answer only the error's code is repeated, as it can be nothing but letters. */
function refused({ status, body }: EgressResponse): AppError {
  const code = /<Code>([A-Za-z]{1,64})<\/Code>/.exec(body.subarray(0, 4096).toString('latin1'))?.[1];
  return anchorFault(`The storage answered with status ${status}${code ? ` (${code})` : ''}`);
}

async function readBack(
  { key, versionId, retainUntil }: Receipt,
  note: string,
  config: Config,
  context: AdapterContext,
) {
  const query = versionId ? `?versionId=${encodeSegment(versionId)}` : '';
  const answer = await call(config, context, { method: 'GET', key, query });
  if (answer.status === 404) return 'The object is not there any more';
  if (answer.status !== 200) throw refused(answer);
  if (!answer.body.equals(Buffer.from(note))) return 'The object holds something else';
  const until = new Date(String(answer.headers['x-amz-object-lock-retain-until-date'] ?? ''));
  // A second is what storages may round away.
  const isLocked =
    answer.headers['x-amz-object-lock-mode'] === 'COMPLIANCE' && until.getTime() >= Date.parse(retainUntil) - 1_000;
  return isLocked ? null : 'The object is not locked as asked, or the key may not read its retention';
}

export const s3: Adapter<'s3'> = {
  submit: async (checkpoint, config, context) => {
    const body = Buffer.from(checkpoint.note);
    const stamp = context.now.toISOString().replace(/[-:]|\.\d{3}/g, '');
    const origin = checkpoint.origin.replace(/[^A-Za-z0-9/_.-]/g, '_');
    const key = `${config.prefix}${origin}/${String(checkpoint.size).padStart(19, '0')}-${stamp}.txt`;
    const retainUntil = new Date(context.now.getTime() + config.retainDays * DAY_MS).toISOString();
    const headers = {
      'content-type': 'text/plain; charset=utf-8',
      'content-md5': createHash('md5').update(body).digest('base64'),
      'x-amz-object-lock-mode': 'COMPLIANCE',
      'x-amz-object-lock-retain-until-date': retainUntil,
    };
    const answer = await call(config, context, { method: 'PUT', key, headers, body });
    if (answer.status !== 200) throw refused(answer);
    const version = answer.headers['x-amz-version-id'];
    const versionId = typeof version === 'string' && /^[\x21-\x7e]{1,1024}$/.test(version) ? version : null;
    const receipt: Receipt = { key, versionId, retainUntil };
    // Storages that know no object lock take the headers without a word.
    const problem = await readBack(receipt, checkpoint.note, config, context);
    if (problem) throw anchorFault(problem);
    return Buffer.from(JSON.stringify(receipt));
  },
  verify: async (bytes, checkpoint, config, context) => {
    const receipt = parseReceipt(bytes);
    if (!receipt) return { state: 'broken', detail: 'The receipt cannot be read' };
    try {
      const problem = await readBack(receipt, checkpoint.note, config, context);
      return problem
        ? { state: 'broken', detail: problem }
        : { state: 'confirmed', detail: `The object stands, locked until ${receipt.retainUntil}` };
    } catch (error) {
      if (!isAppError(error)) throw error;
      return { state: 'unreachable', detail: error.message };
    }
  },
};
