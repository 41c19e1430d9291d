import { describe, expect, it } from 'vitest';
import {
  exactUtc,
  formatAge,
  formatDay,
  formatMoment,
  formatTime,
  milliseconds,
  plural,
  shorten,
  zoneLabel,
} from './format';

const MOMENT = '2026-11-20T23:31:14.203999Z';

describe('times', () => {
  it('converts to the zone and keeps UTC exact', () => {
    expect(formatTime(MOMENT, 'UTC')).toBe('23:31:14');
    expect(formatTime(MOMENT, 'Asia/Tokyo')).toBe('08:31:14');
    expect(formatMoment(MOMENT, 'UTC')).toBe('20 Nov 2026, 23:31:14.203');
    expect(exactUtc(MOMENT)).toBe('2026-11-20 23:31:14.203999 UTC');
  });

  it('names the day of the zone, not of UTC', () => {
    expect(formatDay(MOMENT, 'UTC')).toContain('20 November 2026');
    expect(formatDay(MOMENT, 'Asia/Tokyo')).toContain('21 November 2026');
  });

  it('prints midnight as 00, never 24', () => {
    expect(formatTime('2026-11-20T00:00:00.000000Z', 'UTC')).toBe('00:00:00');
  });

  it('cuts milliseconds and never rounds', () => {
    expect(milliseconds('2026-11-20T00:00:00.999999Z')).toBe('999');
    expect(milliseconds('2026-11-20T00:00:00Z')).toBe('000');
  });

  it('labels the zone with its offset at that moment', () => {
    expect(zoneLabel('UTC', MOMENT)).toBe('UTC');
    expect(zoneLabel('Europe/Berlin', MOMENT)).toBe('UTC+01:00');
    expect(zoneLabel('America/St_Johns', MOMENT)).toBe('UTC−03:30');
    expect(zoneLabel('Europe/Berlin', '2026-07-01T00:00:00.000000Z')).toBe('UTC+02:00');
  });
});

describe('ages', () => {
  const at = Date.parse('2026-11-20T00:00:00Z');
  const ago = (seconds: number) => formatAge(new Date(at - seconds * 1000).toISOString(), at);

  it('counts in the largest whole unit', () => {
    expect([ago(0), ago(59), ago(60), ago(3599), ago(3600), ago(86_400), ago(200_000)]).toEqual([
      '0 s ago',
      '59 s ago',
      '1 min ago',
      '59 min ago',
      '1 h ago',
      '1 d ago',
      '2 d ago',
    ]);
  });

  it('never speaks of the future when clocks differ', () => {
    expect(ago(-5)).toBe('0 s ago');
  });
});

describe('words', () => {
  it('cuts in the middle and leaves short text whole', () => {
    expect(shorten('0123456789abcdef0123456789', 4, 4)).toBe('0123…6789');
    expect(shorten('short', 4, 4)).toBe('short');
  });

  it('agrees in number', () => {
    expect(plural(1, 'event')).toBe('1 event');
    expect(plural(1200, 'event')).toBe('1,200 events');
  });
});
