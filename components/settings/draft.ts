import type { Settings } from '@/lib/settings/contract';

/** Numbers stay text while they are typed: an empty field is not 0. */
export type Draft = { name: string; timeZone: string; sessionIdleMinutes: string; sessionMaxHours: string };

export const toDraft = (settings: Settings): Draft => ({
  name: settings.name,
  timeZone: settings.timeZone,
  sessionIdleMinutes: String(settings.sessionIdleMinutes),
  sessionMaxHours: String(settings.sessionMaxHours),
});

export const sameDraft = (a: Draft, b: Draft): boolean =>
  (Object.keys(a) as (keyof Draft)[]).every((key) => a[key].trim() === b[key].trim());

const WHOLE = ['sessionIdleMinutes', 'sessionMaxHours'] as const;

export function draftErrors(draft: Draft): Record<string, string> {
  const wrong = WHOLE.filter((key) => !/^\d{1,6}$/.test(draft[key].trim()));
  return Object.fromEntries(wrong.map((key) => [key, 'A whole number']));
}

export const toInput = (draft: Draft, version: number) => ({
  version,
  name: draft.name,
  timeZone: draft.timeZone,
  sessionIdleMinutes: Number(draft.sessionIdleMinutes),
  sessionMaxHours: Number(draft.sessionMaxHours),
});
