/** RFC 3339 in UTC with exactly six decimals, as records demand. A Date knows milliseconds; the rest is zeros. */
export const toRecordTime = (date: Date): string => date.toISOString().replace('Z', '000Z');

export const microsOf = (date: Date): bigint => BigInt(date.getTime()) * 1000n;

export function microsToRecordTime(micros: bigint): string {
  const fraction = String(micros % 1_000_000n).padStart(6, '0');
  return `${new Date(Number(micros / 1000n)).toISOString().slice(0, 19)}.${fraction}Z`;
}
