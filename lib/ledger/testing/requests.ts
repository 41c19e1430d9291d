import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import { type RequestDraft, RequestRecorder } from '../requests/recorder';
import { keyOf, WRITER } from './log';

export const PROCESS = WRITER.replace(/-.*$/, '');

export function newFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'cw-spool-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export const spoolsIn = (folder: string): string[] => readdirSync(folder).sort();

export const optionsFor = (folder: string) => ({
  folder,
  process: PROCESS,
  keyOfWriter: async (writer: string) => keyOf(writer),
  segmentMs: 600_000,
});

/** Its segments end when the test says so, and it is closed with the test. */
export async function openRecorder(folder: string): Promise<RequestRecorder> {
  const recorder = await RequestRecorder.open(optionsFor(folder));
  onTestFinished(() => recorder.close());
  return recorder;
}

export const draftOf = (number: number): RequestDraft => ({
  actor: {
    type: 'service',
    id: `service-${number % 3}`,
    name: 'payments-api',
    method: number % 2 ? 'certificate' : 'token',
    ...(number % 2 && { certificate: { sha256: 'ab'.repeat(32), serial: '0a', issuer: 'CN=Issuing CA' } }),
  },
  action: `GET /api/v1/certificates/${number}`,
  source: { ip: '192.0.2.4', method: 'GET', path: '/api/v1/certificates', requestId: `request-${number}` },
});

export const recordMany = (recorder: RequestRecorder, count: number): string[] =>
  Array.from({ length: count }, (_, i) => recorder.record(draftOf(i)));
