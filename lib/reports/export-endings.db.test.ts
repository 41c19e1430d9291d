import { PassThrough } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventsOf, nameOf } from '@/lib/command/testing/events';
import { anonymous } from '@/lib/identity';
import { damage, unguarded } from '@/lib/ledger/testing/tamper';
import { exportTo } from './export-events';
import { CALLER, type Exporting, only, openExporting } from './testing/exporting';
import { readBundle, rootOf, signedHead } from './testing/read-bundle';

let log: Exporting;
beforeAll(async () => {
  log = await openExporting(
    Array.from({ length: 200 }, (_, i) => ({ name: 'system.started', summary: `number ${i}` })),
  );
});
afterAll(() => log.installation.close());

describe('what becomes of an export stands in the log', () => {
  it('a reader who goes away leaves the failure, under the event that had announced it', async () => {
    const stream = new PassThrough({ highWaterMark: 1 });
    stream.on('error', () => undefined);
    const { events } = await eventsOf(async () => {
      const done = exportTo(stream, only('bundle'), { caller: CALLER, sign: log.sign });
      stream.once('readable', () => stream.destroy());
      await expect(done).rejects.toThrow('The reader went away');
    });
    expect(events.map(nameOf)).toEqual([
      'audit.export_started success',
      'audit.exported success',
      'audit.exported failure',
    ]);
    expect(events[2]).toMatchObject({
      trigger: { parentEventId: events[1]?.id },
      reason: { code: 'unavailable', message: 'The reader went away' },
      details: { format: 'bundle', sent: expect.any(Number) },
    });
  });

  it('without a signature nothing goes out, and that is told before the first byte', async () => {
    const stream = new PassThrough();
    const noKeeper = async () => Promise.reject(new Error('secret path of a socket'));
    const { events } = await eventsOf(() =>
      expect(exportTo(stream, only('xlsx'), { caller: CALLER, sign: noKeeper })).rejects.toThrow('socket'),
    );
    expect(events.map(nameOf)).toEqual([
      'audit.export_started success',
      'audit.exported success',
      'audit.exported failure',
    ]);
    expect(events[2]).toMatchObject({
      reason: { code: 'internal', message: 'Something went wrong here' },
      details: { sent: 0 },
    });
    expect(stream.readableLength).toBe(0);
  });

  it('a signature that does not reach the export’s own event is none', async () => {
    const old = await log.sign();
    await expect(
      exportTo(new PassThrough(), only('bundle'), { caller: CALLER, sign: async () => old }),
    ).rejects.toThrow('could not be signed over this export');
  });

  it('a log that was changed between the two passes is told, and no whole file comes out', async () => {
    const { owner } = log.installation.database;
    const change = (leaf: string) =>
      unguarded(owner, () => damage(owner, `UPDATE audit_event SET leaf_hash = ${leaf} WHERE seq = 9`));
    const { rows } = await owner.query("SELECT encode(leaf_hash, 'hex') AS leaf FROM audit_event WHERE seq = 9");
    const stream = new PassThrough();
    const signThenChange = async () => {
      const signed = await log.sign();
      await change('sha256(leaf_hash)');
      return signed;
    };
    try {
      const { events } = await eventsOf(() =>
        expect(exportTo(stream, only('bundle'), { caller: CALLER, sign: signThenChange })).rejects.toThrow(
          'verify the ledger',
        ),
      );
      expect(events.at(-1)).toMatchObject({ activity: 'exported', status: 'failure', reason: { code: 'conflict' } });
      expect(stream.writableEnded).toBe(false);
    } finally {
      await change(`decode('${rows[0]?.leaf}', 'hex')`);
    }
  });

  it('a reader who is gone before anything was counted gets no event of an export', async () => {
    const { events } = await eventsOf(() =>
      expect(
        exportTo(new PassThrough(), only('bundle'), { caller: CALLER, sign: log.sign, signal: AbortSignal.abort() }),
      ).rejects.toThrow('The reader went away'),
    );
    expect(events.map(nameOf)).toEqual(['audit.export_started success', 'audit.exported failure']);
    expect(events[1]).toMatchObject({ trigger: { parentEventId: events[0]?.id }, details: { sent: 0 } });
  });

  it('is refused to those who may not, without a trace of an export', async () => {
    const { events } = await eventsOf(() =>
      expect(
        exportTo(new PassThrough(), only('csv'), { caller: { ...CALLER, roles: ['operator'] }, sign: log.sign }),
      ).rejects.toMatchObject({ code: 'forbidden' }),
    );
    expect(events).toEqual([]);
    await expect(
      exportTo(new PassThrough(), only('csv'), { caller: anonymous({}), sign: log.sign }),
    ).rejects.toMatchObject({
      code: 'forbidden',
    });
  });

  it('two at once are two whole exports', async () => {
    const both = await eventsOf(() =>
      Promise.all(
        [1, 2].map(async () => {
          const parts: Buffer[] = [];
          const stream = new PassThrough();
          stream.on('data', (chunk: Buffer) => parts.push(chunk));
          await exportTo(stream, only('bundle'), { caller: CALLER, sign: log.sign });
          return Buffer.concat(parts);
        }),
      ),
    );
    for (const bytes of both.value) {
      const { header, rows, nodes } = readBundle(bytes);
      const head = signedHead(header.checkpoint, log.vkey);
      expect(rootOf({ rows, nodes }, head?.size ?? 0)).toBe(head?.root);
    }
    expect(both.events.map(nameOf).sort()).toEqual([
      'audit.export_started success',
      'audit.export_started success',
      'audit.exported success',
      'audit.exported success',
    ]);
  });
});
