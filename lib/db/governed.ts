import { createHash } from 'node:crypto';
import { canonicalize } from '@/lib/core/canonical-json';
import type { Transaction } from './client';
import { Prisma } from './generated/client';
import { GOVERNED, type GovernedTable } from './tables';

/** The governed columns of a row as PostgreSQL tells them; empty columns are left out, so that a later column changes no digest. */
export function governedDigest(row: Record<string, unknown>): string {
  const filled = Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null));
  return createHash('sha256').update(canonicalize(filled)).digest('hex');
}

/** The digest of each row as it stands in this transaction, read back from the database; null where there is none any more. */
export async function digestRows(
  tx: Transaction,
  table: GovernedTable,
  keys: readonly string[],
): Promise<Map<string, string | null>> {
  const { key, type, observed } = GOVERNED[table];
  const column = Prisma.raw(`t."${key}"`);
  const rows = await tx.$queryRaw<{ key: string; row: Record<string, unknown> }[]>`
    SELECT ${column}::text AS key, to_jsonb(t) - ${[...observed]}::text[] AS row
    FROM ${Prisma.raw(`"${table}"`)} AS t WHERE ${column} = ANY(${[...keys]}::${Prisma.raw(type)}[])`;
  const found = new Map(rows.map(({ key: name, row }) => [name, governedDigest(row)]));
  return new Map(keys.map((name) => [name, found.get(name) ?? null]));
}
