import { prisma, type Transaction } from '@/lib/db';
import { type Settings, UpdateSettingsInput } from './contract';
import { DEFAULT_SETTINGS } from './rules';

export const SETTINGS_KEY = 'installation';

const StoredSettings = UpdateSettingsInput.omit({ version: true });

/** The installation's settings; the defaults until set-up has been through. */
export async function getSettings(db: Pick<Transaction, 'setting'> = prisma()): Promise<Settings> {
  const row = await db.setting.findUnique({ where: { key: SETTINGS_KEY } });
  if (!row) return { ...DEFAULT_SETTINGS, version: 1, updatedAt: new Date(0).toISOString() };
  return {
    ...StoredSettings.parse({ ...DEFAULT_SETTINGS, ...Object(row.value) }),
    version: row.version,
    updatedAt: row.updatedAt.toISOString(),
  };
}
