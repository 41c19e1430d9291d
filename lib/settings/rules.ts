import type { Settings, UpdateSettingsInput } from './contract';

export type SettingValues = Omit<UpdateSettingsInput, 'version'>;

export const DEFAULT_SETTINGS: SettingValues = {
  name: 'Chainward',
  timeZone: 'UTC',
  sessionIdleMinutes: 60,
  sessionMaxHours: 12,
};

/** Only what differs, both ways round; null when nothing does. */
export function changedSettings(before: SettingValues, after: SettingValues) {
  const names = (Object.keys(after) as (keyof SettingValues)[]).filter((name) => before[name] !== after[name]);
  if (names.length === 0) return null;
  const pick = (values: SettingValues) => Object.fromEntries(names.map((name) => [name, values[name]]));
  return { names, before: pick(before), after: pick(after) };
}

const LABELS: Record<keyof SettingValues, string> = {
  name: 'the installation’s name',
  timeZone: 'the time zone',
  sessionIdleMinutes: 'the idle limit of sessions',
  sessionMaxHours: 'the longest session',
};

export function describeChange(names: readonly (keyof SettingValues)[]): string {
  const words = names.map((name) => LABELS[name]);
  return words.length > 1 ? `${words.slice(0, -1).join(', ')} and ${words.at(-1)}` : (words[0] ?? 'nothing');
}

export const valuesOf = ({
  name,
  timeZone,
  sessionIdleMinutes,
  sessionMaxHours,
}: Settings | UpdateSettingsInput): SettingValues => ({
  name,
  timeZone,
  sessionIdleMinutes,
  sessionMaxHours,
});
