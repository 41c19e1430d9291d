import { pool } from '@/lib/db';

const KEPT_WHOLE_DAYS = 30;

/**
 * Of days long past one receipt an anchor and day is enough: a later root covers all before it. The first of a day stays, so the oldest of
 * all does, too, and of an anchor that went silent its last one; what lies outside is not touched.
 */
export async function thinReceipts(now: Date): Promise<number> {
  const { rowCount } = await pool().query(
    `DELETE FROM anchor_receipts r USING (
       SELECT id, row_number() OVER (
         PARTITION BY anchor_id, origin, (confirmed_at AT TIME ZONE 'UTC')::date ORDER BY confirmed_at, id) AS place
       FROM anchor_receipts WHERE state = 'done' AND confirmed_at < $1
     ) AS past WHERE r.id = past.id AND past.place > 1 AND EXISTS (
       SELECT FROM anchor_receipts later WHERE later.anchor_id = r.anchor_id AND later.origin = r.origin AND later.state = 'done'
         AND later.size >= r.size AND later.confirmed_at > r.confirmed_at)`,
    [new Date(now.getTime() - KEPT_WHOLE_DAYS * 86_400_000)],
  );
  return rowCount ?? 0;
}
