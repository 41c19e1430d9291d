import { AppError } from '@/lib/core/errors';
import { type EgressResponse, egressRequest } from '@/lib/egress';
import { addSignatures, findCosignature, parseWitnessKey, type WitnessKey } from '@/lib/ledger/format/cosignature';
import {
  type Adapter,
  type AdapterContext,
  type AnchoredCheckpoint,
  anchorFault,
  isNear,
  OtherHistory,
} from '../adapter';

const MOST_LINES = 64;
const MOST_ROUNDS = 3;

function keyOf(vkey: string): WitnessKey {
  const key = parseWitnessKey(vkey);
  if (!key)
    throw new AppError('invalid_input', 'This is not the key of a witness', { 'config.vkey': 'Not a witness’s key' });
  return key;
}

/** C2SP tlog-witness: what is asked of `add-checkpoint`. */
export const encodeAddCheckpoint = (older: bigint, proof: readonly Buffer[], note: string): string =>
  [`old ${older}`, ...proof.map((hash) => hash.toString('base64')), '', note].join('\n');

/** The signature lines of an answer; null for anything else. */
export function readCosignatureLines(body: Uint8Array): string[] | null {
  const text = Buffer.from(body).toString('utf8');
  if (!text.endsWith('\n')) return null;
  const lines = text.slice(0, -1).split('\n');
  const isLine = (line: string) => /^— [^\s+]+ [A-Za-z0-9+/]{1,8192}={0,2}$/u.test(line);
  return lines.length <= MOST_LINES && lines.every(isLine) ? lines : null;
}

/** The size that a witness says it stands at. */
export function readConflictSize({ headers, body }: Pick<EgressResponse, 'headers' | 'body'>): bigint | null {
  if (!/^text\/x\.tlog\.size\b/i.test(String(headers['content-type'] ?? ''))) return null;
  const match = /^(0|[1-9]\d{0,18})\n$/.exec(body.subarray(0, 32).toString('latin1'));
  return match?.[1] ? BigInt(match[1]) : null;
}

const REFUSALS: Readonly<Record<number, string>> = {
  400: 'The witness does not understand the request',
  403: 'The witness does not know this log’s key',
  404: 'The witness does not know this log',
};

type Ask = (older: bigint) => Promise<EgressResponse>;

/** Asks from the size we believe the witness to stand at, then from where it says it stands; others may submit meanwhile. */
async function settleSize({ size }: AnchoredCheckpoint, context: AdapterContext, ask: Ask): Promise<EgressResponse> {
  let older = context.previous;
  if (older > size) older = size;
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const answer = await ask(older);
    if (answer.status === 422)
      throw new OtherHistory(`The witness has seen another log of ${older} events than the one that is here`);
    if (answer.status !== 409) return answer;
    const stands = readConflictSize(answer) ?? older;
    if (stands === older && older === size)
      throw new OtherHistory(`The witness has seen another log of ${size} events than the one that is here`);
    // A newer checkpoint of ours may have gone out meanwhile; only a log that ends before what it has seen was cut.
    if (stands > size && stands > (await context.newestSize()))
      throw new OtherHistory(
        `The witness has seen ${stands} events of this log, of which ${size} are here: it was cut`,
      );
    if (stands > size || stands === older) break;
    older = stands;
  }
  throw anchorFault('The witness was busy with another checkpoint of this log');
}

export const tlogWitness: Adapter<'tlog-witness'> = {
  submit: async (checkpoint, config, context) => {
    const key = keyOf(config.vkey);
    const { size, note } = checkpoint;
    const ask = async (older: bigint) => {
      const proof = older > 0n && older < size ? await context.prove(older) : [];
      return egressRequest({
        url: `${config.url.replace(/\/$/, '')}/add-checkpoint`,
        purpose: 'witness',
        method: 'POST',
        headers: { 'content-type': 'text/plain; charset=utf-8' },
        body: encodeAddCheckpoint(older, proof, note),
        maxBytes: 64 * 1024,
        allow: config.allow,
        ownListeners: context.ownListeners,
        ...(context.resolver && { resolver: context.resolver }),
        ...(config.ca && { ca: config.ca }),
      });
    };
    const answer = await settleSize(checkpoint, context, ask);
    if (answer.status !== 200)
      throw anchorFault(REFUSALS[answer.status] ?? `The witness answered with status ${answer.status}`);
    const lines = readCosignatureLines(answer.body) ?? [];
    for (const line of lines) {
      const at = findCosignature(addSignatures(note, line), key);
      if (at && isNear(at, context.now)) return Buffer.from(`${line}\n`);
    }
    throw anchorFault('The witness answered without a cosignature by its key and of now');
  },
  verify: async (receipt, { note }, config) => {
    const key = keyOf(config.vkey);
    const at = findCosignature(addSignatures(note, receipt.toString()), key);
    return at
      ? { state: 'confirmed', detail: `Cosigned ${at.toISOString()} by ${key.name}` }
      : { state: 'broken', detail: `The kept cosignature is not one of ${key.name} over this checkpoint` };
  },
};
