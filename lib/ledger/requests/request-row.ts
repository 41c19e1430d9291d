import { createHash } from 'node:crypto';
import { z } from 'zod';
import { canonicalize } from '@/lib/core/canonical-json';
import { AppError } from '@/lib/core/errors';
import { ActorRecord, SourceRecord, Time } from '../envelope';
import { MAX_RECORD_LEVELS } from '../format/record';

const MAX_ROW_BYTES = 8 * 1024;

/** One request of a service: who, by which certificate or token, when, what, and from where. Strict, as the envelope is. */
export const RequestRow = z.strictObject({
  v: z.literal(1),
  id: z.uuidv7(),
  occurredAt: Time,
  actor: ActorRecord,
  session: z.strictObject({ id: z.string().max(64), startedAt: Time }).optional(),
  action: z.string().min(1).max(200),
  source: SourceRecord.optional(),
  targets: z
    .array(z.strictObject({ type: z.string().max(64), id: z.string().max(200), name: z.string().max(200) }))
    .max(10)
    .optional(),
});
export type RequestRow = z.infer<typeof RequestRow>;

/** The bytes that are kept, hashed and proven. */
export function encodeRow(row: RequestRow): Buffer {
  const parsed = RequestRow.safeParse(row);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    const field = issue?.path.map(String).join('.') || 'row';
    throw new AppError('invalid_input', `The request cannot be recorded: ${field} ${issue?.message ?? 'is invalid'}`, {
      [field]: issue?.message ?? 'is invalid',
    });
  }
  const bytes = Buffer.from(canonicalize(parsed.data, { integersOnly: true, maxDepth: MAX_RECORD_LEVELS }));
  if (bytes.length > MAX_ROW_BYTES)
    throw new AppError('too_large', `The request cannot be recorded: ${bytes.length} bytes, ${MAX_ROW_BYTES} at most`);
  return bytes;
}

/** What bytes say, if they are a row in canonical form; null otherwise. */
export function parseRow(bytes: Buffer): RequestRow | null {
  try {
    const row = RequestRow.parse(JSON.parse(bytes.toString('utf8')));
    return encodeRow(row).equals(bytes) ? row : null;
  } catch {
    return null;
  }
}

const LEAF_PREFIX = Buffer.from([0]);

/** RFC 6962 §2.1: a leaf of its segment's tree. */
export const rowHash = (bytes: Uint8Array): Buffer => createHash('sha256').update(LEAF_PREFIX).update(bytes).digest();
