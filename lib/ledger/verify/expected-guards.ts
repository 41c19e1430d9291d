import { GOVERNED } from '@/lib/db';
import { readMigrations } from '@/lib/db/operate';

/** A trigger as pg_trigger holds it; `when` without blanks and brackets, in which versions of PostgreSQL differ. */
export type Guard = { table: string; name: string; function: string; type: number; when: string; args: string };
export type ExpectedGuards = {
  triggers: readonly Guard[];
  /** Every source that a function of ours has ever had: a database may be some versions older than the verifier. */
  sources: ReadonlyMap<string, ReadonlySet<string>>;
};

/** Bits of pg_trigger.tgtype. */
const ROW = 1;
const BITS: readonly [RegExp, number][] = [
  [/\bBEFORE\b/, 2],
  [/\bINSERT\b/, 4],
  [/\bDELETE\b/, 8],
  [/\bUPDATE\b/, 16],
  [/\bTRUNCATE\b/, 32],
];
const [APPEND_ONLY, NO_TRUNCATE, EVERY_CHANGE] = [1 | 2 | 8 | 16, 2 | 32, 1 | 4 | 8 | 16];

const FUNCTION = /CREATE (?:OR REPLACE )?FUNCTION (chainward_\w+)\([^;]*?AS \$\$([\s\S]*?)\$\$/g;
const TRIGGER = /CREATE TRIGGER (chainward_\w+) ([^;%]*?) ON (\w+)\s([^;%]*?)EXECUTE FUNCTION (\w+)\(/g;
const APPEND_ONLY_CALL = /SELECT chainward_append_only\('(\w+)'\)/g;

export const bare = (text: string): string => text.toLowerCase().replace(/[\s()]/g, '');

const refuses = (table: string, name: string, type: number): Guard => ({
  table,
  name,
  function: 'chainward_refuse',
  type,
  when: '',
  args: '',
});

function* readTriggers(sql: string): Generator<Guard> {
  for (const [, name = '', timing = '', table = '', rest = '', called = ''] of sql.matchAll(TRIGGER)) {
    const type = BITS.reduce((sum, [word, bit]) => (word.test(timing) ? sum + bit : sum), 0);
    const when = /WHEN \((.*)\)\s*$/s.exec(rest)?.[1] ?? '';
    const each = rest.includes('FOR EACH ROW') ? ROW : 0;
    yield { table, name, function: called, type: type + each, when: bare(when), args: '' };
  }
  for (const [, table = ''] of sql.matchAll(APPEND_ONLY_CALL)) {
    yield refuses(table, 'chainward_no_change', APPEND_ONLY);
    yield refuses(table, 'chainward_no_truncate', NO_TRUNCATE);
  }
}

/** What the migrations put up, read from them: a table that comes later is expected to be guarded without being listed here. */
export function expectedGuards(migrations = readMigrations()): ExpectedGuards {
  const sources = new Map<string, Set<string>>();
  const triggers: Guard[] = [];
  for (const { sql } of migrations) {
    for (const [, name = '', source = ''] of sql.matchAll(FUNCTION))
      sources.set(name, (sources.get(name) ?? new Set()).add(source));
    triggers.push(...readTriggers(sql));
  }
  for (const [table, { key, observed }] of Object.entries(GOVERNED)) {
    const event = { table, name: 'chainward_event', function: 'chainward_require_event', type: EVERY_CHANGE, when: '' };
    triggers.push(
      { ...event, args: `${key},{${observed.join(',')}}` },
      refuses(table, 'chainward_no_truncate', NO_TRUNCATE),
    );
  }
  return { triggers, sources };
}
