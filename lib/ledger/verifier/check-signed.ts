import { isSame } from './bytes';
import type { Header } from './header';
import { type Checkpoint, checkSignature, parseCheckpoint, parseVerifierKey, type VerifierKey } from './note';
import type { Platform } from './platform';
import type { Findings } from './report';

export type Given = { keys: readonly VerifierKey[]; anchored: string | null };

/** An older size whose root must follow from the same nodes. */
export type Older = { checkpoint: Checkpoint; from: 'caller' | 'file' };
export type SignedFacts = {
  checkpoint: Checkpoint | null;
  signedBy: string | null;
  /** The file's own: no node reaches over it. */
  splitAt: number | null;
  older: Older[];
};

const known = (vkeys: readonly string[]): VerifierKey[] =>
  vkeys.flatMap((vkey) => {
    const key = parseVerifierKey(vkey);
    return key ? [key] : [];
  });

async function checkOlder(
  note: string,
  from: Older['from'],
  newest: Checkpoint,
  keys: readonly VerifierKey[],
  platform: Platform,
  findings: Findings,
  remarks: string[],
): Promise<Older[]> {
  const checkpoint = parseCheckpoint(note);
  const whose = from === 'file' ? 'the older checkpoint in the file' : 'the checkpoint you gave';
  if (!checkpoint) {
    if (from === 'file') findings.add(null, 'checkpoint', `${whose} cannot be read`);
    else remarks.push('The checkpoint you gave is no signed checkpoint, so nothing was compared with it.');
    return [];
  }
  if (checkpoint.origin !== newest.origin) {
    if (from === 'file') findings.add(null, 'origin', `${whose} is of another log, ${checkpoint.origin}`);
    else
      remarks.push(`The checkpoint you gave is of another log (${checkpoint.origin}): nothing was compared with it.`);
    return [];
  }
  if (checkpoint.size > newest.size) {
    if (from === 'file') findings.add(null, 'checkpoint', `${whose} covers more events than the file’s own`);
    else
      remarks.push(
        `The checkpoint you gave covers ${checkpoint.size} events, this export ${newest.size}: it is older and cannot be compared.`,
      );
    return [];
  }
  const { signed } = await checkSignature(checkpoint.note, keys, platform);
  if (signed === 'bad') findings.add(null, 'signature', `${whose} carries a signature that is not genuine`);
  // Of his own checkpoint the caller knows where it comes from; the file's is worth no more than its signature.
  const counts = signed === 'good' || (from === 'caller' && signed === 'absent');
  if (from === 'file' && signed === 'absent')
    remarks.push('The older checkpoint in the file is signed by a key that is not known here: it proves nothing.');
  return counts ? [{ checkpoint, from }] : [];
}

/** The signatures; and what of the file's header depends on them. */
export async function checkSigned(
  header: Header,
  { keys, anchored }: Given,
  platform: Platform,
  findings: Findings,
  remarks: string[],
): Promise<SignedFacts> {
  const splitAt = header.anchored === null ? null : (parseCheckpoint(header.anchored)?.size ?? null);
  const checkpoint = parseCheckpoint(header.checkpoint);
  if (!checkpoint) {
    findings.add(null, 'signature', 'the checkpoint is not signed, or is none');
    return { checkpoint, signedBy: null, splitAt, older: [] };
  }
  if (checkpoint.origin !== header.origin)
    findings.add(null, 'origin', `the file names ${header.origin}, its checkpoint ${checkpoint.origin}`);
  const pinned = keys.length > 0;
  const trusted = pinned ? keys : known(header.vkeys);
  const { signed, by } = await checkSignature(checkpoint.note, trusted, platform);
  if (signed === 'bad') findings.add(null, 'signature', 'the checkpoint’s signature is not genuine');
  else if (signed === 'absent' && pinned)
    findings.add(null, 'signature', `the checkpoint is not signed by the key you gave (of ${keys[0]?.name})`);
  else if (signed === 'absent' && trusted.length > 0)
    findings.add(null, 'signature', 'none of the keys that the file names signed its checkpoint');
  if (by && by.name !== checkpoint.origin)
    findings.add(null, 'origin', `the key speaks for ${by.name}, the checkpoint for ${checkpoint.origin}`);
  const from = (note: string | null, whose: Older['from']) =>
    note === null ? [] : checkOlder(note, whose, checkpoint, trusted, platform, findings, remarks);
  const older = [...(await from(header.anchored, 'file')), ...(await from(anchored, 'caller'))];
  return { checkpoint, signedBy: by?.name ?? null, splitAt, older };
}

/** Each older root as it follows from the file. The best that holds is the largest that came from outside, else the file's. */
export function checkOlderRoots(
  older: readonly Older[],
  rootOf: (at: number) => Uint8Array | null,
  findings: Findings,
  remarks: string[],
): Older | null {
  let best: Older | null = null;
  for (const [at, each] of older.entries()) {
    const { size, root } = each.checkpoint;
    const found = rootOf(at);
    if (!found) {
      remarks.push(
        `The export does not hold what proves that it continues the checkpoint of ${size} events that you gave.`,
      );
    } else if (!isSame(found, root)) {
      const whose = each.from === 'file' ? 'the older checkpoint in the file' : 'the checkpoint you gave';
      findings.add(null, 'checkpoint', `at size ${size} the log has another root than ${whose} says`);
    } else if (size > 0 && (best === null || each.from === 'caller')) best = each;
  }
  return best;
}
