/** The lines of a `chainward-bundle/1`; each is one JSON object. */
export const BUNDLE_FORMAT = 'chainward-bundle/1';

export type BundleHeader = {
  format: typeof BUNDLE_FORMAT;
  origin: string;
  /** Hints: whoever verifies brings the key. */
  vkeys: readonly string[];
  checkpoint: string;
  anchored: string | null;
  filter: Readonly<Record<string, unknown>>;
  contiguous: boolean;
  rows: number;
};

export type BundleRow = { seq: string; micros: string; prev: Buffer; record: Buffer };
export type ProofNode = { level: number; index: bigint; hash: Buffer };

const line = (value: unknown): string => `${JSON.stringify(value)}\n`;

/** Numbers beyond 2^53 would lose digits in JSON; nothing that is counted here gets there. */
const exact = (text: string): number => {
  const number = Number(text);
  if (!Number.isSafeInteger(number)) throw new RangeError(`${text} is beyond what JSON can say`);
  return number;
};

/** In the order of the format's description, whatever order the object was made in. */
export const orderedHeader = (header: BundleHeader): BundleHeader => {
  const { format, origin, vkeys, checkpoint, anchored, filter, contiguous, rows } = header;
  return { format, origin, vkeys, checkpoint, anchored, filter, contiguous, rows };
};

export const headerLine = (header: BundleHeader): string => line(orderedHeader(header));

export const rowLine = ({ seq, micros, prev, record }: BundleRow): string =>
  line({ seq: exact(seq), sealedAt: exact(micros), prev: prev.toString('hex'), record: record.toString('utf8') });

export const nodeLine = ({ level, index, hash }: ProofNode): string =>
  line({ level, index: exact(String(index)), hash: hash.toString('hex') });

export const trailerLine = (sha256: string): string => line({ end: true, sha256 });
