import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import path from 'node:path';
import { KeyStore } from '@/lib/keeper/key-store';
import { editedRecord } from '@/lib/ledger/drill/damages';
import { encodeVerifierKey, rawPublicKey } from '@/lib/ledger/format/note';
import { damage, edit, rewrite, rootAt, sign, unguarded } from '@/lib/ledger/testing/tamper';
import { type Attack, target } from '../attack';
import type { Site } from '../site';

const originOf = ({ outside }: Site): string => outside.vkey.split('+')[0] ?? '';

async function recordAt({ owner }: Site, seq: number): Promise<Buffer> {
  const { rows } = await owner.query<{ record: Buffer }>('SELECT record FROM audit_event WHERE seq = $1', [seq]);
  return rows[0]?.record ?? Buffer.alloc(0);
}

async function signAll(site: Site, sizes: readonly number[], key: KeyObject): Promise<void> {
  for (const size of sizes)
    await sign(site.owner, { origin: originOf(site), size, root: await rootAt(site.owner, size) }, key);
}

async function editAndRewrite(site: Site, seq: number): Promise<void> {
  await edit(site.owner, seq, Buffer.from(editedRecord(await recordAt(site, seq))));
  await rewrite(site.owner, seq);
}

/** The key as somebody has it who got into the keeper's folder. */
const stolenKey = ({ base }: Site): KeyObject => KeyStore.open(path.join(base.folder, 'keeper')).ledgerKey();

export const KEY_ATTACKS: readonly Attack[] = [
  {
    name: 'rewritten-checkpoints-deleted',
    title: 'everything rewritten and stored checkpoints deleted',
    carryOut: async (site) => {
      await unguarded(site.owner, async () => {
        await damage(site.owner, "UPDATE audit_event SET sealed_at = sealed_at + interval '1 hour'");
        await rewrite(site.owner, 0);
      });
      return { damage: 'anchor' };
    },
  },
  {
    name: 'rewritten-signed-by-another-key',
    title: 'rewritten and re-signed with another key, which event 0 and the head name as the log’s',
    carryOut: async (site) => {
      const { privateKey } = generateKeyPairSync('ed25519');
      const vkey = encodeVerifierKey(originOf(site), rawPublicKey(privateKey));
      await unguarded(site.owner, async () => {
        const first = (await recordAt(site, 0)).toString('utf8').replaceAll(site.outside.vkey, vkey);
        await edit(site.owner, 0, Buffer.from(first));
        await damage(site.owner, 'UPDATE ledger_head SET vkey = $1', [vkey]);
        await rewrite(site.owner, 0);
        await signAll(site, site.base.signed, privateKey);
      });
      return { damage: 'signature' };
    },
  },
  {
    name: 'two-signed-roots',
    title: 'two signed roots of one size: rewritten and signed with the log’s own key, stolen',
    carryOut: async (site) => {
      const seq = target(site);
      await unguarded(site.owner, async () => {
        await editAndRewrite(site, seq);
        await signAll(
          site,
          site.base.signed.filter((size) => size > seq),
          stolenKey(site),
        );
      });
      return { damage: 'anchor' };
    },
  },
  {
    name: 'second-root-stored',
    title: 'a second root of one size, signed with the stolen key, in the place of the first',
    carryOut: async (site) => {
      const [size = 0] = site.base.signed;
      await unguarded(site.owner, async () => {
        await damage(site.owner, 'DELETE FROM ledger_checkpoint WHERE size = $1', [size]);
        await sign(site.owner, { origin: originOf(site), size, root: Buffer.alloc(32, 1) }, stolenKey(site));
      });
      return { damage: 'checkpoint', firstBad: size - 1 };
    },
  },
  {
    name: 'signature-stripped',
    title: 'a stripped signature',
    carryOut: async (site) => {
      const [size = 0] = site.base.signed;
      const text = "UPDATE ledger_checkpoint SET note = split_part(note, E'\\n\\n', 1) || E'\\n\\n' WHERE size = $1";
      await unguarded(site.owner, () => damage(site.owner, text, [size]));
      return { damage: 'signature', firstBad: size - 1 };
    },
  },
  {
    name: 'tree-edited',
    title: 'edit of a stored node of the tree',
    carryOut: async (site) => {
      await unguarded(site.owner, () =>
        damage(
          site.owner,
          "UPDATE ledger_tile SET data = overlay(data PLACING '\\x00000000' FROM 321) WHERE level = 0 AND index = 0",
        ),
      );
      return { damage: 'tree', firstBad: 10 };
    },
  },
];
