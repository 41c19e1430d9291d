import { sealedEvents } from '@/lib/command/testing/events';
import { pool } from '@/lib/db';
import { appendBulk } from '@/lib/ledger/append-bulk';
import { damage, unguarded } from '@/lib/ledger/testing/tamper';
import type { Attack } from '../attack';
import { eventOfSomeKind } from '../base-log';

export const GOVERNED_ATTACKS: readonly Attack[] = [
  {
    name: 'governed-row-changed',
    title: 'a governed row changed by hand with an unrelated event',
    carryOut: async (site) => {
      await unguarded(site.owner, () =>
        damage(site.owner, `UPDATE settings SET value = jsonb_set(value, '{sessionMaxHours}', '720')`),
      );
      await appendBulk(pool(), [eventOfSomeKind(3)]);
      await site.startKeeper();
      await sealedEvents();
      return { damage: 'row changed' };
    },
  },
  {
    name: 'governed-row-changed-under-a-false-name',
    title: 'a governed row changed with the triggers on, by an event whose inbox row says that it accounts for it',
    carryOut: async (site) => {
      const { record, digest, eventId } = eventOfSomeKind(3);
      const db = await site.owner.connect();
      const { rows } = await db.query<{ key: string }>('SELECT key FROM settings');
      const key = rows[0]?.key ?? '';
      await db.query('BEGIN');
      await db.query(
        'INSERT INTO audit_inbox (event_id, record, digest, effects, writer, mac) VALUES ($1, $2, $3, $4, $5, $6)',
        [eventId, record, digest, [`settings:${key}`], site.base.writer.id, Buffer.alloc(32)],
      );
      await damage(db, `UPDATE settings SET value = jsonb_set(value, '{sessionMaxHours}', '720') WHERE key = $1`, [
        key,
      ]);
      await db.query('COMMIT');
      db.release();
      await site.startKeeper();
      await sealedEvents();
      return { damage: 'forgery_mac' };
    },
  },
  {
    name: 'governed-table-truncated',
    title: 'a governed table truncated',
    carryOut: async (site) => {
      await unguarded(site.owner, async () => void (await site.owner.query('TRUNCATE users, sessions')));
      return { damage: 'row truncated' };
    },
  },
  {
    name: 'triggers-disabled',
    title: 'triggers disabled',
    carryOut: async ({ owner }) => {
      for (const table of ['audit_event', 'settings', 'audit_inbox'])
        await owner.query(`ALTER TABLE ${table} DISABLE TRIGGER USER`);
      return { damage: 'guard' };
    },
  },
  {
    name: 'trigger-emptied',
    title: 'a trigger’s function replaced by one that refuses nothing',
    carryOut: async ({ owner }) => {
      await owner.query(
        "CREATE OR REPLACE FUNCTION chainward_refuse() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
      );
      return { damage: 'guard' };
    },
  },
];
