import type { EventClass, Severity } from './envelope';

export type CatalogueEntry = {
  class: EventClass;
  severity: Severity;
  /** What a person reads in menus and on the page of events. */
  label: string;
  /** What somebody tried who was refused: “was not allowed to …”. */
  attempt: string;
  /** Whether an alert route without filters of its own picks it up. */
  alerts: boolean;
};

const entry = (
  eventClass: EventClass,
  severity: Severity,
  label: string,
  { attempt = 'do this', alerts = false }: Partial<CatalogueEntry> = {},
): CatalogueEntry => ({ class: eventClass, severity, label, attempt, alerts });

/** Closed: an event that does not stand here does not compile. Every entry is emitted somewhere; a test sees to it. */
export const CATALOGUE = {
  'audit.anchor_failed': entry('system', 'medium', 'Failed to anchor the log', {
    attempt: 'anchor the log',
    alerts: true,
  }),
  'audit.anchored': entry('system', 'info', 'Anchored the log', { attempt: 'anchor the log' }),
  'audit.export_started': entry('data_access', 'info', 'Began an export of events', { attempt: 'export events' }),
  'audit.exported': entry('data_access', 'low', 'Exported events', { attempt: 'export events' }),
  'audit.forgery_detected': entry('system', 'critical', 'Found a forged or damaged row', { alerts: true }),
  'audit.forked': entry('system', 'critical', 'Began a new log in place of one', { alerts: true }),
  'audit.key_rotated': entry('management', 'high', 'Changed the ledger key', {
    attempt: 'change the ledger key',
    alerts: true,
  }),
  'audit.reconciled': entry('system', 'info', 'Compared the data with the ledger', {
    attempt: 'compare the data with the ledger',
  }),
  'audit.verified': entry('system', 'info', 'Verified the ledger', { attempt: 'verify the ledger' }),
  'audit.verify_failed': entry('system', 'critical', 'Found damage', { attempt: 'verify the ledger', alerts: true }),
  'audit.viewed': entry('data_access', 'info', 'Viewed the audit log'),
  'auth.login': entry('authentication', 'info', 'Signed in'),
  'auth.login_failed': entry('authentication', 'medium', 'Failed to sign in', { attempt: 'sign in' }),
  'auth.logout': entry('authentication', 'info', 'Signed out', { attempt: 'sign out' }),
  'auth.permission_denied': entry('authorization', 'medium', 'Was refused for lack of a permission', {
    attempt: 'see this',
  }),
  'key.used': entry('management', 'low', 'Used a key', { attempt: 'have a checkpoint signed' }),
  'service.requests': entry('data_access', 'info', 'Answered requests of services'),
  'session.created': entry('authentication', 'info', 'Opened a session'),
  'session.ended': entry('authentication', 'info', 'Ended a session'),
  'session.expired': entry('authentication', 'info', 'A session ran out', { attempt: 'end sessions' }),
  'system.ledger_started': entry('system', 'medium', 'Started the ledger'),
  'system.settings_changed': entry('management', 'medium', 'Changed settings', { attempt: 'change settings' }),
  'system.started': entry('system', 'info', 'Started'),
  'system.stopped': entry('system', 'info', 'Stopped'),
  'user.created': entry('management', 'medium', 'Created a user', { attempt: 'create a user' }),
} as const satisfies Record<`${string}.${string}`, CatalogueEntry>;

export type EventName = keyof typeof CATALOGUE;

export const EVENT_NAMES = Object.keys(CATALOGUE) as EventName[];

const OF_THE_KEEPER: ReadonlySet<string> = new Set<EventName>([
  'audit.forked',
  'audit.key_rotated',
  'system.ledger_started',
]);

/** What the keeper alone does and seals itself: the log's keys follow from it, so from anybody else it is not believed. */
export const isKeepersOwn = (event: { module: string; activity: string; status: string }): boolean =>
  event.status === 'success' && OF_THE_KEEPER.has(`${event.module}.${event.activity}`);

export const MODULES: readonly string[] = [...new Set(EVENT_NAMES.map((name) => name.slice(0, name.indexOf('.'))))];

export const isEventName = (name: string): name is EventName => Object.hasOwn(CATALOGUE, name);
