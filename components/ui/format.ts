const integers = new Intl.NumberFormat('en-US');
export const formatCount = (count: number): string => integers.format(count);

export const plural = (count: number, one: string, many = `${one}s`): string =>
  `${formatCount(count)} ${count === 1 ? one : many}`;

/** Fingerprints and ids are cut in the middle, where nobody looks. */
export const shorten = (text: string, head = 10, tail = 6): string =>
  text.length <= head + tail + 1 ? text : `${text.slice(0, head)}…${text.slice(-tail)}`;

const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];
const WEEKDAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];

type Clock = { year: number; month: number; day: number; hour: number; minute: number; second: number };

const formatters = new Map<string, Intl.DateTimeFormat>();

function formatterOf(timeZone: string): Intl.DateTimeFormat {
  const known = formatters.get(timeZone);
  if (known) return known;
  const made = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  formatters.set(timeZone, made);
  return made;
}

/** Intl only converts; the words are ours, because server and browser bring different ones and would not match. */
function clockIn(timeZone: string, iso: string): Clock {
  const parts = formatterOf(timeZone).formatToParts(new Date(iso));
  const read = (type: keyof Clock) => Number(parts.find((part) => part.type === type)?.value ?? 0);
  return {
    year: read('year'),
    month: read('month'),
    day: read('day'),
    hour: read('hour'),
    minute: read('minute'),
    second: read('second'),
  };
}

const two = (value: number): string => String(value).padStart(2, '0');

export function formatTime(iso: string, timeZone: string): string {
  const { hour, minute, second } = clockIn(timeZone, iso);
  return `${two(hour)}:${two(minute)}:${two(second)}`;
}

/** Cut from the text and not from a Date, which would round microseconds away. */
export const milliseconds = (iso: string): string => (/\.(\d{1,3})/.exec(iso)?.[1] ?? '').padEnd(3, '0');

export function formatDay(iso: string, timeZone: string): string {
  const { year, month, day } = clockIn(timeZone, iso);
  const weekday = WEEKDAYS[new Date(Date.UTC(year, month - 1, day)).getUTCDay()];
  return `${weekday}, ${day} ${MONTHS[month - 1]} ${year}`;
}

export function formatDate(iso: string, timeZone: string): string {
  const { year, month, day } = clockIn(timeZone, iso);
  return `${day} ${MONTHS[month - 1]?.slice(0, 3)} ${year}`;
}

export const formatMoment = (iso: string, timeZone: string): string =>
  `${formatDate(iso, timeZone)}, ${formatTime(iso, timeZone)}.${milliseconds(iso)}`;

/** For titles on hover: the stored time itself, readable, nothing converted. */
export const exactUtc = (iso: string): string => `${iso.slice(0, 10)} ${iso.slice(11).replace('Z', '')} UTC`;

/** What stands beside a time so that nobody has to guess: `UTC`, `UTC+02:00`; summer time is that of the moment. */
export function zoneLabel(timeZone: string, at: string): string {
  const { year, month, day, hour, minute, second } = clockIn(timeZone, at);
  const shown = Date.UTC(year, month - 1, day, hour, minute, second);
  const offset = Math.round((shown - new Date(at).getTime()) / 60_000);
  if (offset === 0) return 'UTC';
  const size = Math.abs(offset);
  return `UTC${offset < 0 ? '−' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`;
}

const STEPS: [limit: number, seconds: number, unit: string][] = [
  [60, 1, 's'],
  [3600, 60, 'min'],
  [86_400, 3600, 'h'],
  [Number.POSITIVE_INFINITY, 86_400, 'd'],
];

export function formatAge(iso: string, now: number): string {
  const seconds = Math.max(0, Math.floor((now - new Date(iso).getTime()) / 1000));
  const step = STEPS.find(([limit]) => seconds < limit);
  return step ? `${formatCount(Math.floor(seconds / step[1]))} ${step[2]} ago` : '';
}
