import { createHash, generateKeyPairSync } from 'node:crypto';
import { BUNDLE_FORMAT, type BundleHeader } from '@/lib/ledger/bundle/bundle-lines';
import { encodeCheckpoint } from '@/lib/ledger/format/checkpoint';
import { encodeEntry, leafHash, ZERO_HASH } from '@/lib/ledger/format/entry';
import { Frontier } from '@/lib/ledger/format/merkle';
import { encodeVerifierKey, rawPublicKey, signNote } from '@/lib/ledger/format/note';
import type { ExportRow } from '@/lib/ledger/queries/export-slice';
import { ORIGIN, sampleRecord } from '@/lib/ledger/testing/log';

type Draft = Parameters<typeof sampleRecord>[0];
export type SmallLog = { rows: ExportRow[]; header: BundleHeader; vkey: string };

const FIRST_MICROS = 1_763_626_530_123_456n;

/** A log made in memory: the given events, and its export as a whole as the last. */
export function smallLog(drafts: readonly Draft[]): SmallLog {
  const { privateKey } = generateKeyPairSync('ed25519');
  const vkey = encodeVerifierKey(ORIGIN, rawPublicKey(privateKey));
  const frontier = Frontier.empty();
  const leaves = createHash('sha256');
  const rows: ExportRow[] = [];
  let prev: Buffer = ZERO_HASH;
  const seal = (draft: Draft) => {
    const { eventId, record, digest } = sampleRecord(draft);
    const micros = FIRST_MICROS + BigInt(rows.length) * 1_000_001n;
    const leaf = leafHash(encodeEntry(BigInt(rows.length), micros, prev, digest));
    rows.push({ seq: String(rows.length), event_id: eventId, record, micros: String(micros), prev, leaf_hash: leaf });
    frontier.append(leaf);
    prev = leaf;
    leaves.update(leaf);
  };
  const filter = { module: [], status: [] };
  seal({ name: 'system.ledger_started', details: { origin: ORIGIN, vkey, demo: false } });
  for (const draft of drafts) seal(draft);
  const told = { filter, size: rows.length, count: rows.length, sha256: leaves.copy().digest('hex') };
  seal({ name: 'audit.exported', details: { format: 'xlsx', ...told } });
  const checkpoint = encodeCheckpoint({ origin: ORIGIN, size: frontier.size, root: frontier.root() });
  return {
    rows,
    vkey,
    header: {
      format: BUNDLE_FORMAT,
      origin: ORIGIN,
      vkeys: [vkey],
      checkpoint: signNote(checkpoint, ORIGIN, privateKey),
      anchored: null,
      filter,
      contiguous: true,
      rows: rows.length,
    },
  };
}
