export type Tone = 'ok' | 'warn' | 'denied' | 'bad' | 'accent' | 'quiet';

export const TONE_TEXT: Record<Tone, string> = {
  ok: 'text-ok',
  warn: 'text-warn',
  denied: 'text-denied',
  bad: 'text-bad',
  accent: 'text-accent',
  quiet: 'text-quiet',
};

export const TONE_BADGE: Record<Tone, string> = {
  ok: 'bg-ok-soft text-ok',
  warn: 'bg-warn-soft text-warn',
  denied: 'bg-denied-soft text-denied',
  bad: 'bg-bad-soft text-bad',
  accent: 'bg-accent-soft text-accent',
  quiet: 'bg-quiet-soft text-fg-2',
};
