import type { Connection } from '@/lib/db';
import { bare, type ExpectedGuards, expectedGuards, type Guard } from './expected-guards';
import type { Findings } from './findings';

type Row = Omit<Guard, 'args'> & {
  relation: string;
  part: boolean;
  enabled: string;
  definition: string;
  args: string;
  /** UPDATE OF some columns only, which ours never say. */
  partly: boolean;
};

/** Our tables and all their partitions, each with its triggers. A table that is not there yet has none that could be missing. */
const READ = `WITH RECURSIVE ours AS (
    SELECT c.oid, c.relname::text AS table, false AS part FROM pg_class c
    WHERE c.relnamespace = 'public'::regnamespace AND c.relname = ANY ($1::text[]) AND c.relkind IN ('r', 'p')
    UNION ALL SELECT i.inhrelid, o.table, true FROM pg_inherits i JOIN ours o ON i.inhparent = o.oid
  )
  SELECT o.table, o.part, o.oid::regclass::text AS relation, t.tgname::text AS name, t.tgenabled::text AS enabled, t.tgtype::integer AS type,
    CASE WHEN p.pronamespace = 'public'::regnamespace THEN p.proname::text ELSE '' END AS function,
    pg_get_triggerdef(t.oid) AS definition, encode(t.tgargs, 'escape') AS args, t.tgattr::text <> '' AS partly
  FROM ours o LEFT JOIN pg_trigger t ON t.tgrelid = o.oid AND NOT t.tgisinternal LEFT JOIN pg_proc p ON p.oid = t.tgfoid`;

const RULES = `SELECT c.oid::regclass::text AS relation, r.rulename::text AS name FROM pg_rewrite r JOIN pg_class c ON c.oid = r.ev_class
  WHERE c.relnamespace = 'public'::regnamespace AND c.relname = ANY ($1::text[])`;

const argsOf = (row: Row): string =>
  row.args
    .split('\\000')
    .filter((argument) => argument !== '')
    .join(',');

/** What is wrong with one trigger; null when it is as it was put up. */
function fault(row: Row | undefined, { function: called, type, when, args }: Guard): string | null {
  if (!row) return 'is missing';
  if (row.enabled !== 'A') return row.enabled === 'D' ? 'is disabled' : 'does not always fire';
  const condition = bare(/ WHEN \((.*)\) EXECUTE /s.exec(row.definition)?.[1] ?? '');
  const isSame =
    row.function === called && row.type === type && condition === when && argsOf(row) === args && !row.partly;
  return isSame ? null : 'is not the one that was put up';
}

async function checkTriggers(db: Connection, { triggers }: ExpectedGuards, findings: Findings): Promise<string[]> {
  const tables = [...new Set(triggers.map(({ table }) => table))];
  const { rows } = await db.query<Row>(READ, [tables]);
  const relations = new Map<string, Row[]>();
  for (const row of rows) relations.set(row.relation, [...(relations.get(row.relation) ?? []), row]);
  for (const [relation, present] of relations) {
    const { table, part } = present[0] ?? { table: '', part: false };
    // Of triggers for whole statements a partition has only the guard against TRUNCATE: the others fire on what the statement names.
    for (const guard of triggers.filter((one) => one.table === table)) {
      if (part && guard.type % 2 === 0 && guard.name !== 'chainward_no_truncate') continue;
      const problem = fault(
        present.find(({ name }) => name === guard.name),
        guard,
      );
      if (problem) findings.add(null, 'guard', `${guard.name} on ${relation} ${problem}`);
    }
  }
  return tables;
}

/** Triggers, the functions they call, and rules that would turn a statement into another one. */
export async function checkGuards(db: Connection, findings: Findings): Promise<void> {
  const expected = expectedGuards();
  const tables = await checkTriggers(db, expected, findings);
  const functions = await db.query<{ name: string; source: string }>(
    "SELECT proname::text AS name, prosrc AS source FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND proname = ANY ($1::text[])",
    [[...expected.sources.keys()]],
  );
  for (const { name, source } of functions.rows) {
    if (!expected.sources.get(name)?.has(source))
      findings.add(null, 'guard', `the function ${name} is not the one that was put up`);
  }
  for (const { relation, name } of (await db.query<{ relation: string; name: string }>(RULES, [tables])).rows)
    findings.add(null, 'guard', `the rule ${name} on ${relation} was put up by somebody else`);
}
