import { createHmac, timingSafeEqual } from 'node:crypto';

/** The mac covers segment and place too: a line that is moved, doubled or brought from another spool does not fit. */
const macOfLine = (key: Buffer, segment: string, position: number, row: string): Buffer =>
  createHmac('sha256', key).update(`chainward/request/v1\n${segment} ${position}\n${row}`).digest();

/** `<position> <mac in hex> <row>` and a line feed, which canonical JSON does not hold. */
export const spoolLine = (key: Buffer, segment: string, position: number, row: Buffer): Buffer =>
  Buffer.from(`${position} ${macOfLine(key, segment, position, row.toString()).toString('hex')} ${row}\n`);

const LINE = /^(0|[1-9]\d{0,8}) ([0-9a-f]{64}) (.+)$/s;

/** Null for whatever is not the line that its writer wrote there. */
function readLine(key: Buffer, segment: string, line: string): { position: number; row: Buffer } | null {
  const [, place = '', mac = '', row = ''] = LINE.exec(line) ?? [];
  const position = Number(place);
  if (!mac || !timingSafeEqual(Buffer.from(mac, 'hex'), macOfLine(key, segment, position, row))) return null;
  return { position, row: Buffer.from(row) };
}

/**
 * The rows of a spool, and how many lines are missing, doubled or not as they were written. The last one may be cut short, by a process
 * that ended while it wrote: it was never acknowledged, and is no damage.
 */
export function readSpool(key: Buffer, segment: string, bytes: Buffer): { rows: Buffer[]; damaged: number } {
  const rows: Buffer[] = [];
  let [foreign, missing, next] = [0, 0, 0];
  for (const line of bytes.toString('utf8').split('\n').slice(0, -1)) {
    const read = readLine(key, segment, line);
    if (!read || read.position < next) {
      foreign += 1;
      continue;
    }
    missing += read.position - next;
    next = read.position + 1;
    rows.push(read.row);
  }
  // A line that was altered is both: not its writer's, and one that is missing.
  return { rows, damaged: Math.max(foreign, missing) };
}
