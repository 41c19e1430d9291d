import { type Connection, GOVERNED, type GovernedTable, governedDigest } from '@/lib/db';
import type { StateFinding } from './report';

const FETCH = 500;
export const MOST_FINDINGS = 100;

type Row = { key: string; seq: string | null; afters: string[] | null; row: Record<string, unknown> | null };
export type Comparison = { rows: number; unexplained: number; findings: StateFinding[] };

/**
 * Each row beside the effects that may be the last on it. Two changes of one row that waited together can be sealed in the other order
 * than they were committed: so any effect counts that was sealed no earlier than the newest one was recorded. Nearly always that is one.
 */
const joined = (table: GovernedTable, key: string) => `SELECT coalesce(e.key, t.key) AS key, e.seq, e.afters, t.row
  FROM (
    SELECT key, (array_agg(seq ORDER BY place DESC))[1] AS seq, array_agg(after ORDER BY place DESC) AS afters
    FROM (SELECT *, max(recorded) OVER of_row AS newest, max(place) OVER of_row AS last FROM chainward_effect
          WHERE relation = '${table}' WINDOW of_row AS (PARTITION BY key)) AS effect
    WHERE place = last OR sealed >= newest GROUP BY key
  ) AS e FULL JOIN (
    SELECT "${key}"::text COLLATE "C" AS key, to_jsonb(r) - $1::text[] AS row FROM public."${table}" AS r
  ) AS t ON t.key = e.key
  WHERE t.row IS NOT NULL OR e.afters <> ARRAY['']`;

function explain(table: GovernedTable, { key, seq, afters, row }: Row): StateFinding | null {
  const found = row && governedDigest(row);
  const expected = afters?.[0] || null;
  if (afters?.includes(found ?? '')) return null;
  const kind = found === null ? 'deleted' : expected === null ? 'inserted' : 'changed';
  return { table, key, kind, event: seq === null ? null : Number(seq), expected, found };
}

/** The cursor's parameters cannot be bound in DECLARE, so the observed columns go as a literal of names that are the code's own. */
export async function compareTable(db: Connection, table: GovernedTable): Promise<Comparison> {
  const { key, observed } = GOVERNED[table];
  const names = `'{${observed.join(',')}}'`;
  await db.query(`DECLARE chainward_rows NO SCROLL CURSOR FOR ${joined(table, key).replace('$1', names)}`);
  const comparison: Comparison = { rows: 0, unexplained: 0, findings: [] };
  let deleted: StateFinding | null = null;
  for (;;) {
    const { rows } = await db.query<Row>(`FETCH ${FETCH} FROM chainward_rows`);
    if (rows.length === 0) break;
    for (const row of rows) {
      if (row.row) comparison.rows += 1;
      const finding = explain(table, row);
      if (!finding) continue;
      comparison.unexplained += 1;
      if (finding.kind === 'deleted') deleted = finding;
      if (comparison.findings.length < MOST_FINDINGS) comparison.findings.push(finding);
    }
  }
  await db.query('CLOSE chainward_rows');
  // Not a row left of several that should be there.
  if (deleted && comparison.rows === 0 && comparison.unexplained > 1)
    comparison.findings = [{ table, key: null, kind: 'truncated', event: null, expected: null, found: null }];
  return comparison;
}
