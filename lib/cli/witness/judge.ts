import { type Checkpoint, parseCheckpoint } from '@/lib/ledger/format/checkpoint';
import { EMPTY_ROOT } from '@/lib/ledger/format/merkle';
import { isSignedBy, openNote, type VerifierKey } from '@/lib/ledger/format/note';
import { verifyConsistency } from '@/lib/ledger/format/proof';

const MOST_PROOF_LINES = 63;

export type Submission = { older: bigint; proof: Buffer[]; note: string; text: string; checkpoint: Checkpoint };
export type Seen = { size: bigint; root: Buffer };
export type Judgement =
  | { status: 200; submission: Submission }
  | { status: 400 | 403 | 404 | 422 }
  | { status: 409; size: bigint };

function readHash(line: string): Buffer | null {
  const bytes = Buffer.from(line, 'base64');
  return bytes.length === 32 && bytes.toString('base64') === line ? bytes : null;
}

function decode(body: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body);
  } catch {
    return null;
  }
}

/** C2SP tlog-witness, the body of `add-checkpoint`; null for anything else. */
export function readSubmission(body: Uint8Array): Submission | null {
  const whole = decode(body);
  const end = whole?.indexOf('\n\n') ?? -1;
  if (whole === null || end < 0) return null;
  const [first = '', ...lines] = whole.slice(0, end).split('\n');
  const size = /^old (0|[1-9]\d{0,18})$/.exec(first)?.[1];
  const proof = lines.map(readHash);
  const note = whole.slice(end + 2);
  const [checkpoint, opened] = [parseCheckpoint(note), openNote(note)];
  if (size === undefined || lines.length > MOST_PROOF_LINES || !checkpoint || !opened) return null;
  const hashes = proof.filter((hash): hash is Buffer => hash !== null);
  if (hashes.length !== proof.length) return null;
  return { older: BigInt(size), proof: hashes, note, text: opened.text, checkpoint };
}

/** Everything follows an empty log; that one itself is compared before. */
const follows = (seen: Seen, next: Seen, proof: readonly Buffer[]): boolean =>
  seen.size === 0n ? proof.length === 0 : verifyConsistency(seen, next, proof);

/** The checks in the order that the specification gives them; `seen` is what was cosigned last for the log, or null. */
export function judge(
  body: Uint8Array,
  logs: ReadonlyMap<string, readonly VerifierKey[]>,
  seenOf: (origin: string) => Seen | null,
): Judgement {
  const submission = readSubmission(body);
  if (!submission) return { status: 400 };
  const { older, proof, note, checkpoint } = submission;
  const keys = logs.get(checkpoint.origin);
  if (!keys) return { status: 404 };
  if (!keys.some((key) => isSignedBy(note, key))) return { status: 403 };
  if (older > checkpoint.size) return { status: 400 };
  const seen = seenOf(checkpoint.origin) ?? { size: 0n, root: EMPTY_ROOT };
  if (older !== seen.size) return { status: 409, size: seen.size };
  if (older === checkpoint.size && !seen.root.equals(checkpoint.root)) return { status: 409, size: seen.size };
  return follows(seen, checkpoint, proof) ? { status: 200, submission } : { status: 422 };
}
