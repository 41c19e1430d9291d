import { type BuiltRecord, buildRecord, type EventDraft } from '@/lib/ledger';

const ACTORS = ['m.okafor', 'l.haugen', 'd.ferreira', 'r.castellan', 't.lindqvist', 'svc-deploy', 'scheduler'];

/** Records of about 900 bytes, as a busy installation writes them. */
export function sampleDraft(i: number): EventDraft {
  return {
    name: i % 7 === 0 ? 'auth.login_failed' : 'system.settings_changed',
    status: i % 11 === 0 ? 'failure' : 'success',
    ...(i % 11 === 0 && { reason: { code: 'invalid_input', message: 'Something in the form needs another look' } }),
    summary: `${ACTORS[i % ACTORS.length]} changed the idle limit of sessions and the longest session (${i}).`,
    targets: [{ type: 'settings', id: `installation-${i % 500}`, name: 'Larkfield production' }],
    changes: {
      before: { sessionIdleMinutes: 60, sessionMaxHours: 12, timeZone: 'Europe/Oslo' },
      after: { sessionIdleMinutes: i % 90, sessionMaxHours: 8, timeZone: 'Europe/Lisbon' },
    },
  };
}

export const sampleRecord = (i: number, now = new Date()): BuiltRecord =>
  buildRecord(sampleDraft(i), {
    actor: {
      type: 'user',
      id: `01900000-0000-7000-8000-00000000000${i % 7}`,
      name: ACTORS[i % ACTORS.length] ?? '',
      email: 'person@larkfield.example',
      roles: ['operator'],
      method: 'password',
    },
    session: { id: '01900000-0000-7000-8000-0000000000aa', startedAt: '2026-11-20T08:00:00.000000Z' },
    source: {
      ip: `10.44.1.${i % 250}`,
      userAgent: 'Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0',
      requestId: '01a1f85a-4e72-7748-b3ea-82fa7e5cfd9d',
      tlsVersion: 'TLSv1.3',
      cipher: 'TLS_AES_256_GCM_SHA384',
    },
    now,
  });
