import { createHash } from 'node:crypto';
import { CanonicalError, canonicalize } from '@/lib/core/canonical-json';
import { AppError } from '@/lib/core/errors';

export const MAX_RECORD_BYTES = 64 * 1024;
export const MAX_RECORD_LEVELS = 16;
export const RECORD_DOMAIN = 'chainward/record/v1\n';
const DOMAIN = Buffer.from(RECORD_DOMAIN);

/** The bytes of a record: canonical, bounded, and exactly what is hashed, stored and exported for ever. */
export function encodeRecord(envelope: unknown): Buffer {
  let json: string;
  try {
    json = canonicalize(envelope, { integersOnly: true, maxDepth: MAX_RECORD_LEVELS });
  } catch (error) {
    if (error instanceof CanonicalError)
      throw new AppError('invalid_input', `The event cannot be recorded: ${error.message}`, {
        [error.path]: error.problem,
      });
    throw error;
  }
  const bytes = Buffer.from(json);
  if (bytes.length > MAX_RECORD_BYTES) {
    throw new AppError('too_large', `The event cannot be recorded: ${bytes.length} bytes, ${MAX_RECORD_BYTES} at most`);
  }
  return bytes;
}

export const recordDigest = (record: Uint8Array): Buffer => createHash('sha256').update(DOMAIN).update(record).digest();

/** What the bytes say, if they are a record as this format demands: written again, it gives the same bytes. Null otherwise. */
export function parseRecord(record: Buffer): { value: unknown } | null {
  if (record.length > MAX_RECORD_BYTES) return null;
  try {
    const value: unknown = JSON.parse(record.toString('utf8'));
    return encodeRecord(value).equals(record) ? { value } : null;
  } catch {
    return null;
  }
}
