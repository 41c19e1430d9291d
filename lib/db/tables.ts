/**
 * Every table by its kind. Governed: what people decide, one event a change. Observed: what machines write, one event a run.
 * Plumbing: jobs, spools, caches, and the ledger itself, which its own triggers guard.
 */
export const TABLES = {
  governed: ['anchors', 'sessions', 'settings', 'users'],
  observed: ['anchor_receipts'],
  plumbing: [
    '_prisma_migrations',
    'audit_event',
    'audit_inbox',
    'dim_activity',
    'dim_actor',
    'dim_module',
    'ledger_checkpoint',
    'ledger_head',
    'ledger_tile',
    'ledger_verification',
    'service_request',
    'set_up_links',
  ],
} as const;

export type GovernedTable = (typeof TABLES.governed)[number];

/** The key that effects name, and the columns that machines keep and no event accounts for; the migration says the same. */
export const GOVERNED: Record<GovernedTable, { key: string; type: 'text' | 'uuid'; observed: readonly string[] }> = {
  anchors: { key: 'id', type: 'uuid', observed: [] },
  sessions: { key: 'id', type: 'uuid', observed: ['last_seen_at'] },
  settings: { key: 'key', type: 'text', observed: [] },
  users: { key: 'id', type: 'uuid', observed: [] },
};
