import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  cosignedNote,
  createAnchor,
  listAnchors,
  listKept,
  runAnchors,
  testAnchor,
  verifyAnchors,
} from '@/lib/anchors';
import { run } from '@/lib/command';
import { callerWith } from '@/lib/command/testing/callers';
import { eventsOf, nameOf, sealedEvents } from '@/lib/command/testing/events';
import { pool } from '@/lib/db';
import { openTestInstallation, type TestInstallation } from '@/lib/keeper/testing/keeper';
import { recordEvents } from '@/lib/ledger';
import { findCosignature, parseWitnessKey } from '@/lib/ledger/format/cosignature';
import { openNote, parseVerifierKey, type VerifierKey } from '@/lib/ledger/format/note';
import { TestTree } from '@/lib/ledger/testing/tree';
import { TreeReader } from '@/lib/ledger/tree/tree-reader';
import { verifyLog } from '@/lib/ledger/verify/verify-log';
import { Memory } from './memory';
import { startWitness } from './server';

let installation: TestInstallation;
let folder: string;
let memory: Memory;
let server: Server;
let logKey: VerifierKey;
const admin = callerWith('admin');

beforeAll(async () => {
  installation = await openTestInstallation();
  folder = mkdtempSync(path.join(tmpdir(), 'cw-witness-'));
  const { vkey } = await installation.keeper.handlers['keeper.status']({});
  const parsed = parseVerifierKey(vkey);
  if (!parsed) throw new Error('the log has no key');
  logKey = parsed;
  memory = Memory.open(folder, { vkeys: [vkey] });
  const onFault = (error: unknown) => {
    throw error;
  };
  server = await startWitness({ memory, host: '127.0.0.1', port: 0, onFault });
});
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await installation.close();
  rmSync(folder, { recursive: true, force: true });
});

const grow = async (events: number) => {
  const drafts = Array.from({ length: events }, () => ({ name: 'system.started' as const, summary: 'It began.' }));
  await recordEvents(drafts, { actor: admin.actor, now: new Date() });
  await sealedEvents();
  return installation.keeper.handlers['ledger.checkpoint']({});
};
const rootAt = (size: bigint) => new TreeReader(pool(), size).root();
const later = (minutes: number) => ({ now: () => new Date(Date.now() + minutes * 60_000) });

it('a real log and a real witness: proofs are accepted as it grows, and a rewritten log is refused', async () => {
  await grow(3);
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const config = { url, vkey: memory.vkey, allow: ['127.0.0.1'] };
  const { id } = await run(createAnchor, admin, { kind: 'tlog-witness', name: 'Witness', config });
  for (const events of [1, 4, 300, 7]) {
    const { size } = await grow(events);
    expect(await run(testAnchor, admin, { id })).toMatchObject({ confirmed: true, size });
  }
  const origin = logKey.name;
  const seen = memory.seenOf(origin);
  expect(seen?.root).toEqual(await rootAt(seen?.size ?? 0n));
  expect(await verifyAnchors(pool(), { origin, rootAt, now: new Date() })).toMatchObject([
    {
      place: 'outside',
      confirmedSize: Number(seen?.size),
      matches: true,
      newest: { state: 'confirmed' },
      findings: [],
    },
  ]);

  // What anchors hold is what the verifier asks for.
  const kept = await listKept(pool(), origin);
  expect(kept).toHaveLength(2);
  const { vkey } = await installation.keeper.handlers['keeper.status']({});
  const db = await pool().connect();
  try {
    expect(await verifyLog({ db, vkey, anchored: kept })).toMatchObject({ verdict: 'ok', firstBad: null });
    const others = kept.map((each) => ({ ...each, note: undefined, root: Buffer.alloc(32) }));
    expect(await verifyLog({ db, vkey, anchored: others })).toMatchObject({
      verdict: 'broken',
      firstBad: { damage: 'anchor' },
    });
  } finally {
    db.release();
  }

  // What is served bears both signatures.
  const newest = kept.at(-1);
  const stored = await pool().query<{ note: string }>(
    'SELECT note FROM ledger_checkpoint WHERE origin = $1 AND size = $2',
    [origin, newest?.size],
  );
  const note = await cosignedNote(pool(), origin, BigInt(newest?.size ?? 0), stored.rows[0]?.note ?? '');
  const witnessKey = parseWitnessKey(memory.vkey);
  expect(witnessKey && findCosignature(note, witnessKey)).toBeInstanceOf(Date);
  expect(openNote(note)?.signatures.map(({ name }) => name)).toEqual([origin, memory.name]);

  // Somebody with the log's key rewrote it elsewhere and had that witnessed: the next run says so at once, and as critical.
  const size = (seen?.size ?? 0n) + 1_000n;
  const forged = new TestTree(origin, createHash('sha256').update('forged').digest('hex')).checkpoint(size);
  const submission = { older: 0n, proof: [], note: forged.note, text: '', checkpoint: forged };
  memory.remember(submission);
  await grow(1);
  const { value, events } = await eventsOf(() => runAnchors(later(2)));
  expect(value).toEqual({ confirmed: 0, failed: 1 });
  expect(events.map((event) => [nameOf(event), event.severity])).toEqual([['audit.anchor_failed failure', 'critical']]);
  expect(events[0]?.summary).toContain(`The witness has seen ${size} events of this log`);
  expect(await listAnchors()).toMatchObject([{ failing: { attempts: 1 } }]);
});
