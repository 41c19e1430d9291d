import { randomBytes } from 'node:crypto';
import { sealedEvents } from '@/lib/command/testing/events';
import { pool } from '@/lib/db';
import { type BuiltRecord, recordEvents } from '@/lib/ledger';
import { receiptOf } from '@/lib/ledger/append';
import { appendBulk } from '@/lib/ledger/append-bulk';
import { editedRecord } from '@/lib/ledger/drill/damages';
import { recordDigest } from '@/lib/ledger/format/record';
import { checkReceipts } from '@/lib/ledger/receipts';
import { damage, unguarded } from '@/lib/ledger/testing/tamper';
import type { Attack, Expected } from '../attack';
import { eventOfSomeKind } from '../base-log';
import type { Site } from '../site';

/** Three events were acknowledged and wait for a keeper that is away; something happens to the second. */
async function whileWaiting(
  site: Site,
  happens: (second: BuiltRecord) => Promise<void>,
  named: string,
  firstBad = site.base.size + 1,
): Promise<Expected> {
  const built = [0, 1, 2].map(eventOfSomeKind);
  await appendBulk(pool(), built);
  site.outside = { ...site.outside, receipts: [...site.outside.receipts, ...built.map(receiptOf)] };
  const [, second] = built;
  if (second) await unguarded(site.owner, () => happens(second));
  await site.startKeeper();
  await sealedEvents();
  return { damage: named, firstBad };
}

export const INBOX_ATTACKS: readonly Attack[] = [
  {
    name: 'inbox-row-deleted',
    title: 'inbox row deleted before sealing; its writer is gone, its receipt is not',
    carryOut: async (site) => {
      const { damage: named } = await whileWaiting(
        site,
        ({ eventId }) => damage(site.owner, 'DELETE FROM audit_inbox WHERE event_id = $1', [eventId]),
        'receipt',
      );
      return { damage: named };
    },
  },
  {
    name: 'inbox-row-deleted-writer-alive',
    title: 'inbox row deleted before sealing; its writer puts it back and says so',
    carryOut: async (site) => {
      const context = { actor: { type: 'system', name: 'attacked', method: 'none' }, now: new Date() } as const;
      await recordEvents([{ name: 'system.started', summary: 'It began.' }], context);
      await unguarded(site.owner, () => damage(site.owner, 'DELETE FROM audit_inbox'));
      await site.startKeeper();
      if ((await checkReceipts(new Date(Date.now() + 10_000))) !== 1) throw new Error('the writer missed nothing');
      await sealedEvents();
      await checkReceipts();
      return { damage: 'receipt_missing', firstBad: site.base.size + 1 };
    },
  },
  {
    name: 'inbox-row-edited',
    title: 'inbox row edited',
    carryOut: (site) =>
      whileWaiting(
        site,
        ({ eventId, record }) =>
          damage(site.owner, 'UPDATE audit_inbox SET record = $2 WHERE event_id = $1', [
            eventId,
            Buffer.from(editedRecord(record)),
          ]),
        'forgery_digest',
      ),
  },
  {
    name: 'inbox-row-and-digest-edited',
    title: 'inbox row edited, its digest computed again',
    carryOut: (site) =>
      whileWaiting(
        site,
        ({ eventId, record }) => {
          const bytes = Buffer.from(editedRecord(record));
          const text = 'UPDATE audit_inbox SET record = $2, digest = $3 WHERE event_id = $1';
          return damage(site.owner, text, [eventId, bytes, recordDigest(bytes)]);
        },
        'forgery_mac',
      ),
  },
  {
    name: 'inbox-row-forged',
    title: 'inbox row forged in the name of a writer',
    carryOut: async (site) => {
      const forged = eventOfSomeKind(7);
      await damage(
        site.owner,
        'INSERT INTO audit_inbox (event_id, record, digest, writer, mac) VALUES ($1, $2, $3, $4, $5)',
        [forged.eventId, forged.record, forged.digest, site.base.writer.id, randomBytes(32)],
      );
      await site.startKeeper();
      await sealedEvents();
      return { damage: 'forgery_mac', firstBad: site.base.size };
    },
  },
  {
    name: 'row-lost-between-inbox-and-log',
    title: 'a row lost between inbox and log: a trigger swallows it while it is sealed',
    carryOut: (site) =>
      whileWaiting(
        site,
        async ({ eventId }) => {
          await site.owner.query(
            `CREATE FUNCTION swallow() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
             CREATE TRIGGER swallow BEFORE INSERT ON audit_event FOR EACH ROW WHEN (NEW.event_id = '${eventId}') EXECUTE FUNCTION swallow()`,
          );
        },
        'gap',
      ),
  },
  {
    name: 'row-edited-between-inbox-and-log',
    title: 'a row edited between inbox and log: a trigger rewrites it while it is sealed',
    carryOut: (site) =>
      whileWaiting(
        site,
        async ({ eventId, record }) => {
          const bytes = Buffer.from(editedRecord(record)).toString('hex');
          await site.owner.query(
            `CREATE FUNCTION correct() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN NEW.record = decode(''${bytes}'', ''hex''); RETURN NEW; END';
             CREATE TRIGGER correct BEFORE INSERT ON audit_event FOR EACH ROW WHEN (NEW.event_id = '${eventId}') EXECUTE FUNCTION correct()`,
          );
        },
        'digest',
      ),
  },
];
