import { z } from 'zod';

const timeZones = new Set(['UTC', ...Intl.supportedValuesOf('timeZone')]);

export const InstallationName = z
  .string()
  .trim()
  .min(1, 'Give the installation a name')
  .max(80, 'At most 80 characters');

/** What an admin may change; `version` is what the form was loaded with, so that nobody overwrites a change he has not seen. */
export const UpdateSettingsInput = z.strictObject({
  version: z.int().min(1),
  name: InstallationName,
  timeZone: z.string().refine((zone) => timeZones.has(zone), 'Choose a time zone from the list'),
  sessionIdleMinutes: z
    .int('A whole number of minutes')
    .min(5, 'At least 5 minutes')
    .max(1440, 'At most a day (1,440 minutes)'),
  sessionMaxHours: z.int('A whole number of hours').min(1, 'At least an hour').max(720, 'At most 30 days (720 hours)'),
});
export type UpdateSettingsInput = z.infer<typeof UpdateSettingsInput>;

export type Settings = UpdateSettingsInput & { updatedAt: string };
