// A process that records requests until it is killed, and says which after each: what it said is acknowledged.
import { writeSync } from 'node:fs';
import { uuidv7 } from '@/lib/core/ids';
import { toRecordTime } from '@/lib/core/time';
import { encodeRow, type RequestRow } from '../requests/request-row';
import { Spool } from '../requests/spool';

const [folder = '', id = '', key = ''] = process.argv.slice(2);
const SEGMENT_ROWS = 40;

for (let spool: Spool | undefined; ; ) {
  const now = new Date();
  if (!spool || spool.rows.length === SEGMENT_ROWS)
    spool = new Spool(folder, { id, key: Buffer.from(key, 'hex') }, now.getTime());
  const row: RequestRow = {
    v: 1,
    id: uuidv7(now.getTime()),
    occurredAt: toRecordTime(now),
    actor: { type: 'service', id: 'child', name: 'child', method: 'certificate' },
    action: 'GET /',
  };
  spool.add(row, encodeRow(row));
  writeSync(1, `${row.id}\n`);
}
