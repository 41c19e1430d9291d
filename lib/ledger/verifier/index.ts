import { verifyBundle } from './bundle';
import { toHex } from './bytes';
import type { Given } from './check-signed';
import type { ExportCheck, Outcome } from './export-check';
import { parseCheckpoint, parseVerifierKey } from './note';
import { CouldNotLook, ownPlatform, type Platform, Unreadable } from './platform';
import { type ExportReport, exitOf, Findings, type Verdict } from './report';
import { type ByteSource, guarded } from './source';
import { verifyWorkbook } from './workbook';
import { DEFAULT_LIMITS, type Limits } from './zip';

export { CouldNotLook, type Platform } from './platform';
export type { CellFinding, ExportReport, Finding, Verdict } from './report';
export { type ByteSource, fromBlob, fromBytes } from './source';

export type VerifyOptions = {
  /** Keys from outside; without any the verdict is at best `unpinned`. */
  vkeys?: readonly string[];
  /** A signed checkpoint from outside, which the log must continue. */
  anchored?: string | undefined;
  onProgress?: ((done: number, total: number) => void) | undefined;
  platform?: Partial<Platform> | undefined;
  limits?: Partial<Limits> | undefined;
};

/** Whether the text can be given as a key. */
export const isVerifierKey = (vkey: string): boolean => parseVerifierKey(vkey) !== null;
/** Whether the text can be given as an older checkpoint. */
export const isCheckpoint = (note: string): boolean => parseCheckpoint(note) !== null;

function readKeys(vkeys: readonly string[]): Given['keys'] {
  return vkeys.map((vkey) => {
    const key = parseVerifierKey(vkey);
    if (!key) throw new RangeError('That is not a verifier key: it looks like name+01234567+AQ…');
    return key;
  });
}

const isZip = (head: Uint8Array): boolean => head[0] === 0x50 && head[1] === 0x4b;

function verdictOf(outcome: Outcome | null, findings: Findings, pinned: boolean): Verdict {
  if (findings.count > 0 || !outcome) return 'broken';
  if (!pinned) return 'unpinned';
  return outcome.contiguous ? 'ok' : 'partial';
}

type Seen = { check: ExportCheck | null; outcome: Outcome | null };

const described = (seen: Seen): Partial<ExportReport> => {
  const { check, outcome } = seen;
  const checkpoint = check ? parseCheckpoint(check.header.checkpoint) : null;
  return {
    origin: check?.header.origin ?? null,
    size: checkpoint?.size ?? 0,
    root: checkpoint ? toHex(checkpoint.root) : null,
    rows: outcome?.rows ?? check?.rows ?? 0,
    contiguous: outcome?.contiguous ?? false,
    anchored: outcome?.anchored != null,
    anchoredSize: outcome?.anchored?.checkpoint.size ?? null,
    anchoredFrom: outcome?.anchored?.from ?? null,
    signedBy: outcome?.facts.signedBy ?? null,
    checkpoint: check?.header.checkpoint ?? null,
    filter: check?.header.filter ?? null,
    event: outcome?.event ?? null,
    demo: outcome?.demo ?? false,
  };
};

/**
 * Verifies a bundle or an Excel export with nothing but the file and what the caller brings. Whatever the file holds, there is a verdict;
 * a wrong key is the caller's mistake (RangeError), and what cannot be looked at at all is a CouldNotLook.
 */
export async function verifyExport(file: ByteSource, options: VerifyOptions = {}): Promise<ExportReport> {
  const began = Date.now();
  const given: Given = { keys: readKeys(options.vkeys ?? []), anchored: options.anchored ?? null };
  const platform: Platform = { ...ownPlatform(), ...options.platform };
  const findings = new Findings();
  const remarks: string[] = [];
  const pinned = given.keys.length > 0;
  let done = 0;
  const source = guarded(file, (to) => {
    done = Math.max(done, to);
    options.onProgress?.(done, file.size);
  });
  const report = (kind: ExportReport['kind'], verdict: Verdict, seen: Seen): ExportReport => ({
    kind,
    verdict,
    exit: exitOf(verdict),
    firstBad: findings.firstBad,
    findings: findings.list,
    damages: findings.count,
    origin: null,
    size: 0,
    root: null,
    rows: 0,
    contiguous: false,
    anchored: false,
    anchoredSize: null,
    anchoredFrom: null,
    pinned,
    signedBy: null,
    checkpoint: null,
    filter: null,
    event: null,
    demo: false,
    remarks,
    ...described(seen),
    milliseconds: Date.now() - began,
  });
  const nothing: Seen = { check: null, outcome: null };
  try {
    if (file.size === 0) throw new Unreadable('The file is empty');
    const isBook = isZip(await source.read(0, Math.min(4, file.size)));
    const seen = isBook
      ? await verifyWorkbook(source, given, platform, findings, remarks, { ...DEFAULT_LIMITS, ...options.limits })
      : await verifyBundle(source, given, platform, findings, remarks);
    return report(isBook ? 'workbook' : 'bundle', verdictOf(seen.outcome, findings, pinned), seen);
  } catch (error) {
    if (error instanceof CouldNotLook) throw error;
    // Hostile bytes may trip anything; what was not read to its end is never good.
    remarks.push(error instanceof Unreadable ? error.message : 'The file could not be read to its end.');
    return report(null, 'unreadable', nothing);
  }
}
