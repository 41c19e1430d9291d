import { digestRows, type GovernedTable, type Transaction } from '@/lib/db';
import type { EventDraft } from '@/lib/ledger';
import type { CommandEvent } from './define-command';

/** What each event says its rows became: one read a table, inside the transaction, after all changes. */
export async function withEffects(tx: Transaction, events: readonly CommandEvent[]): Promise<EventDraft[]> {
  const keys = new Map<GovernedTable, Set<string>>();
  for (const { table, key } of events.flatMap((event) => event.effects))
    keys.set(table, (keys.get(table) ?? new Set()).add(key));
  const digests = new Map<GovernedTable, Map<string, string | null>>();
  for (const [table, names] of keys) digests.set(table, await digestRows(tx, table, [...names]));
  return events.map(({ effects, ...draft }) => ({
    ...draft,
    ...(effects.length > 0 && {
      effects: effects.map(({ table, key }) => ({ table, key, after: digests.get(table)?.get(key) ?? null })),
    }),
  }));
}
