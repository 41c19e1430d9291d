import { describe, expect, it } from 'vitest';
import { ANCHOR_CONFIGS, type AnchorView } from '@/lib/anchors/contract';
import { failingWords, formatEvery, standingOf, summaryOf, whereOf } from './standing';

const anchor = (patch: Partial<AnchorView> = {}): AnchorView => ({
  id: 'a',
  kind: 'syslog',
  name: 'Logs',
  place: 'outside',
  config: ANCHOR_CONFIGS.syslog.parse({ host: 'logs.example' }),
  hasSecret: false,
  enabled: true,
  version: 1,
  createdAt: '2026-11-20T08:00:00.000Z',
  confirmed: null,
  failing: null,
  ...patch,
});
const confirmed = { size: 10, at: '2026-11-20T09:00:00.000Z' };
const failing = {
  since: '2026-11-19T22:00:00.000Z',
  attempts: 4,
  error: 'no',
  nextTry: '2026-11-20T10:00:30.000Z',
};

describe('how an anchor stands', () => {
  it('is one word: off before failing, failing before what was confirmed once', () => {
    const words = [{}, { confirmed }, { confirmed, failing }, { confirmed, failing, enabled: false }].map(
      (patch) => standingOf(anchor(patch)).word,
    );
    expect(words).toEqual(['Waiting for its first checkpoint', 'Confirmed', 'Failing', 'Off']);
  });

  it('tells since when it fails and when it is tried again, the day only where it is another', () => {
    expect(failingWords(failing, 'UTC', '2026-11-20T10:00:00.000Z')).toBe(
      'since 19 Nov 22:00, 4 attempts; next try 10:00:30',
    );
  });

  it('says where, short', () => {
    const s3 = { endpoint: 'https://s3.example:9000', region: 'eu', bucket: 'log', accessKeyId: 'A' };
    const mail = { host: 'mail.example', from: 'a@b', to: ['c@d'] };
    expect(whereOf(anchor())).toBe('logs.example:6514');
    expect(whereOf(anchor({ config: ANCHOR_CONFIGS.s3.parse(s3) }))).toBe('log at s3.example:9000');
    expect(whereOf(anchor({ config: ANCHOR_CONFIGS.email.parse(mail) }))).toBe('1 address by mail.example');
    expect(whereOf(anchor({ config: ANCHOR_CONFIGS.file.parse({ path: '/a/\u202e.ndjson' }) }))).toBe(
      '/a/\\u{202e}.ndjson',
    );
  });

  it('says how often in the largest unit that fits', () => {
    expect([60, 90, 900, 3_600, 5_400, 86_400].map(formatEvery)).toEqual([
      '1 min',
      '90 s',
      '15 min',
      '1 h',
      '90 min',
      '1 day',
    ]);
  });
});

describe('what the anchors are worth together', () => {
  it('warns unless one outside is in use and has what it should', () => {
    const file = anchor({ place: 'local', confirmed });
    const warns = (...anchors: AnchorView[]) => summaryOf(anchors).warning?.split(' ').slice(0, 4).join(' ') ?? null;
    expect(warns(file)).toBe('None in use is');
    expect(warns(file, anchor({ confirmed, enabled: false }))).toBe('None in use is');
    expect(warns(file, anchor())).toBe('None outside has the');
    expect(warns(anchor({ confirmed, failing }))).toBe('None outside has the');
    expect(warns(anchor({ confirmed, failing }), anchor({ confirmed }))).toBeNull();
    expect(summaryOf([file, anchor()]).text).toBe('2 anchors, 1 outside in use');
  });
});
