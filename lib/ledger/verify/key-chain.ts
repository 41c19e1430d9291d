import { isSignedBy, parseVerifierKey, type VerifierKey } from '../format/note';
import type { Findings } from './findings';

/** From this size on the log is signed by this key. */
export type Era = { vkey: string; from: number };

type Rotation = { origin?: unknown; oldVkey?: unknown; newVkey?: unknown };

/**
 * The log's keys, as the log itself tells them: event 0 names the first, `audit.key_rotated` each next one. A new key counts because the
 * checkpoint over that very event is signed by the old key too; nothing else makes a key the log's.
 */
export class KeyChain {
  private readonly keys = new Map<string, VerifierKey | null>();

  constructor(
    private readonly origin: string,
    readonly eras: Era[],
    /** Keys that have signed something that was seen. */
    readonly signedBy: Set<string>,
    private readonly findings: Findings,
  ) {}

  begin(vkey: string): void {
    if (this.eras.length === 0) this.eras.push({ vkey, from: 0 });
  }

  /** A rotation that was sealed as this event. */
  rotate(seq: number, record: string): void {
    const { details } = JSON.parse(record) as { details?: Rotation };
    const { origin, oldVkey, newVkey } = details ?? {};
    if (origin !== this.origin || oldVkey !== this.eras.at(-1)?.vkey || typeof newVkey !== 'string') {
      this.findings.add(seq, 'signature', 'a change of keys that does not follow from the key before');
      return;
    }
    this.eras.push({ vkey: newVkey, from: seq + 1 });
  }

  has(vkey: string): boolean {
    return this.eras.some((era) => era.vkey === vkey);
  }

  /** Keys that must have signed a checkpoint of this size: one, or two where one took over from the other. */
  private due(size: number): Era[] {
    const at = this.eras.findLastIndex((era) => era.from <= size);
    const era = this.eras[Math.max(0, at)];
    const before = era && at > 0 && era.from === size ? this.eras[at - 1] : undefined;
    return [before, era].filter((one): one is Era => one !== undefined);
  }

  isSigned(note: string, size: number): boolean {
    const due = this.due(size);
    const signed = due.filter(({ vkey }) => this.verify(note, vkey));
    for (const { vkey } of signed) this.signedBy.add(vkey);
    return due.length > 0 && signed.length === due.length;
  }

  private verify(note: string, vkey: string): boolean {
    const key = this.keys.has(vkey) ? this.keys.get(vkey) : parseVerifierKey(vkey);
    this.keys.set(vkey, key ?? null);
    return Boolean(key && key.name === this.origin && isSignedBy(note, key));
  }
}
