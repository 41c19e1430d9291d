import { CircleCheck, CirclePause, CircleX, Clock, type LucideIcon } from 'lucide-react';
import { formatDate, formatTime, plural } from '@/components/ui/format';
import type { Tone } from '@/components/ui/tone';
import type { AnchorView } from '@/lib/anchors/contract';
import { visibleText } from '@/lib/core/visible-text';

export type Standing = { icon: LucideIcon; tone: Tone; word: string };

/** One word and mark for how an anchor stands. */
export function standingOf({ enabled, failing, confirmed }: AnchorView): Standing {
  if (!enabled) return { icon: CirclePause, tone: 'quiet', word: 'Off' };
  if (failing) return { icon: CircleX, tone: 'bad', word: 'Failing' };
  if (confirmed) return { icon: CircleCheck, tone: 'ok', word: 'Confirmed' };
  return { icon: Clock, tone: 'accent', word: 'Waiting for its first checkpoint' };
}

/** The day stands only where it is another one. */
export function formatNear(iso: string, timeZone: string, now: string): string {
  const [day, time] = [formatDate(iso, timeZone), formatTime(iso, timeZone)];
  return day === formatDate(now, timeZone) ? time : `${day.slice(0, -5)} ${time.slice(0, -3)}`;
}

export function failingWords(failing: NonNullable<AnchorView['failing']>, timeZone: string, now: string): string {
  const near = (iso: string) => formatNear(iso, timeZone, now);
  return `since ${near(failing.since)}, ${plural(failing.attempts, 'attempt')}; next try ${near(failing.nextTry)}`;
}

export function formatEvery(seconds: number): string {
  if (seconds % 86_400 === 0) return seconds === 86_400 ? '1 day' : `${seconds / 86_400} days`;
  if (seconds % 3_600 === 0) return `${seconds / 3_600} h`;
  return seconds % 60 === 0 ? `${seconds / 60} min` : `${seconds} s`;
}

const hostOf = (url: string): string => (URL.canParse(url) ? new URL(url).host : url);

/** Where it is, short enough for a row. */
export function whereOf({ config }: Pick<AnchorView, 'config'>): string {
  if ('path' in config) return visibleText(config.path);
  if ('endpoint' in config) return `${config.bucket} at ${hostOf(config.endpoint)}`;
  if ('url' in config) return hostOf(config.url);
  if ('to' in config) return `${plural(config.to.length, 'address', 'addresses')} by ${config.host}`;
  return `${config.host}:${config.port}`;
}

/** What the anchors are worth together: only what lies outside makes the log anchored. */
export function summaryOf(anchors: readonly AnchorView[]): { text: string; warning: string | null } {
  const inUse = anchors.filter(({ enabled }) => enabled);
  const outside = inUse.filter(({ place }) => place === 'outside');
  const confirmed = outside.filter((anchor) => anchor.confirmed && !anchor.failing);
  const text = `${plural(anchors.length, 'anchor')}, ${outside.length} outside in use`;
  if (outside.length === 0)
    return { text, warning: 'None in use is outside: whoever takes over this machine can cut the log and the files' };
  if (confirmed.length === 0) return { text, warning: 'None outside has the newest checkpoint' };
  return { text, warning: null };
}
