import { canonicalize } from '@/lib/core/canonical-json';
import type { Envelope } from '../envelope';

const MAX_BYTES = 64 * 1024;
const MAX_LEVELS = 16;
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/;

const isTime = (value: unknown): boolean =>
  typeof value === 'string' && TIME.test(value) && !Number.isNaN(Date.parse(`${value.slice(0, 23)}Z`));

const isEnvelope = (value: unknown): value is Envelope => {
  if (!value || typeof value !== 'object') return false;
  const { id, module, activity, status, occurredAt, recordedAt } = value as Record<string, unknown>;
  return (
    [id, module, activity, status].every((each) => typeof each === 'string' && each !== '') &&
    isTime(occurredAt) &&
    isTime(recordedAt)
  );
};

/** The event of a record that is as the format demands: written again it gives the same text. Otherwise what is wrong. */
export function readRecord(text: string, bytes: number): { envelope: Envelope } | { problem: string } {
  if (bytes > MAX_BYTES) return { problem: `it has ${bytes} bytes, and ${MAX_BYTES} are the most` };
  try {
    const value: unknown = JSON.parse(text);
    if (canonicalize(value, { integersOnly: true, maxDepth: MAX_LEVELS }) !== text)
      return { problem: 'written again it gives other bytes' };
    return isEnvelope(value) ? { envelope: value } : { problem: 'it is no event' };
  } catch {
    return { problem: 'it is not canonical JSON' };
  }
}
