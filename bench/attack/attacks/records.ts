import { editedRecord } from '@/lib/ledger/drill/damages';
import { recordDigest } from '@/lib/ledger/format/record';
import { damage, edit, rewrite, unguarded } from '@/lib/ledger/testing/tamper';
import { type Attack, target } from '../attack';
import type { Site } from '../site';

async function otherBytes({ owner }: Site, seq: number): Promise<Buffer> {
  const { rows } = await owner.query<{ record: Buffer }>('SELECT record FROM audit_event WHERE seq = $1', [seq]);
  return Buffer.from(editedRecord(rows[0]?.record ?? Buffer.alloc(0)));
}

const statement =
  (text: string, named: string): Attack['carryOut'] =>
  async (site) => {
    const seq = target(site);
    await unguarded(site.owner, () => damage(site.owner, text, [seq]));
    return { damage: named, firstBad: seq };
  };

export const RECORD_ATTACKS: readonly Attack[] = [
  {
    name: 'record-edited',
    title: 'edit of a record',
    carryOut: async (site) => {
      const seq = target(site);
      const bytes = await otherBytes(site, seq);
      await unguarded(site.owner, () => edit(site.owner, seq, bytes));
      return { damage: 'digest', firstBad: seq };
    },
  },
  {
    name: 'record-and-digest-edited',
    title: 'edit of record and digest',
    carryOut: async (site) => {
      const seq = target(site);
      const bytes = await otherBytes(site, seq);
      await unguarded(site.owner, () => edit(site.owner, seq, bytes, recordDigest(bytes)));
      return { damage: 'leaf', firstBad: seq };
    },
  },
  {
    name: 'record-edited-all-recomputed',
    title: 'edit of a record; all links, the tree and the head made again, later signatures deleted',
    carryOut: async (site) => {
      const seq = target(site);
      const bytes = await otherBytes(site, seq);
      await unguarded(site.owner, async () => {
        await edit(site.owner, seq, bytes);
        await rewrite(site.owner, seq);
      });
      return { damage: 'anchor' };
    },
  },
  {
    name: 'filter-column-edited',
    title: 'edit of a filter column alone',
    carryOut: statement('UPDATE audit_event SET severity = (severity + 1) % 5 WHERE seq = $1', 'column'),
  },
  {
    name: 'filter-name-edited',
    title: 'another person put in a filter column',
    carryOut: async (site) => {
      await unguarded(site.owner, () =>
        damage(site.owner, "UPDATE dim_actor SET name = 'nobody' WHERE name = 'm.okafor'"),
      );
      const { rows } = await site.owner.query<{ seq: string }>(
        "SELECT min(seq) AS seq FROM audit_event e JOIN dim_actor a ON a.no = e.actor_no WHERE a.name = 'nobody'",
      );
      return { damage: 'column', firstBad: Number(rows[0]?.seq) };
    },
  },
  {
    name: 'sealing-time-edited',
    title: 'edit of a sealing time',
    carryOut: statement(
      "UPDATE audit_event SET sealed_at = sealed_at + interval '1 microsecond' WHERE seq = $1",
      'leaf',
    ),
  },
  {
    name: 'sealing-time-set-back',
    title: 'a sealing time set back before the one before',
    carryOut: statement("UPDATE audit_event SET sealed_at = sealed_at - interval '1 hour' WHERE seq = $1", 'time'),
  },
];
