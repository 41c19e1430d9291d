import { Writable } from 'node:stream';
import { eventsOf } from '@/lib/command/testing/events';
import { type Caller, machine } from '@/lib/identity';
import { openTestInstallation, type TestInstallation } from '@/lib/keeper/testing/keeper';
import { type EventDraft, recordEvents } from '@/lib/ledger';
import type { ExportRequest } from '../contract/export';
import { exportTo } from '../export-events';
import type { Sign } from '../prepare-export';

export const CONTEXT = { actor: { type: 'system', name: 'test', method: 'none' }, now: new Date() } as const;

/** Somebody who may export. */
export const CALLER: Caller = {
  ...machine('system', 'tester'),
  actor: {
    type: 'user',
    id: 'u1',
    name: 'Ada',
    email: 'ada@larkfield.example',
    roles: ['auditor'],
    method: 'password',
  },
  roles: ['auditor'],
};

export const only = (
  format: ExportRequest['format'],
  filter: Partial<ExportRequest['filter']> = {},
): ExportRequest => ({
  format,
  filter: { module: [], status: [], ...filter },
});

export type Exporting = {
  installation: TestInstallation;
  vkey: string;
  sign: Sign;
  /** The whole file. */
  bytesOf(request: ExportRequest): Promise<Buffer>;
};

/** A log with these events in it, a keeper at work on it. */
export async function openExporting(drafts: readonly EventDraft[]): Promise<Exporting> {
  const installation = await openTestInstallation();
  const sign: Sign = () => installation.keeper.handlers['ledger.checkpoint']({});
  await eventsOf(() => recordEvents(drafts, CONTEXT));
  return {
    installation,
    vkey: (await installation.keeper.handlers['keeper.status']({})).vkey,
    sign,
    bytesOf: async (request) => {
      const parts: Buffer[] = [];
      const stream = new Writable({
        write(chunk: Buffer, _encoding, done) {
          parts.push(chunk);
          done();
        },
      });
      await exportTo(stream, request, { caller: CALLER, sign });
      return Buffer.concat(parts);
    },
  };
}
