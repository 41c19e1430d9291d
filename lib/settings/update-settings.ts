import { defineCommand } from '@/lib/command';
import { AppError } from '@/lib/core/errors';
import { UpdateSettingsInput } from './contract';
import { getSettings, SETTINGS_KEY } from './queries';
import { changedSettings, describeChange, valuesOf } from './rules';

export const updateSettings = defineCommand({
  name: 'settings.update',
  event: 'system.settings_changed',
  permission: 'settings.write',
  input: UpdateSettingsInput,
  waitsForSeal: true,
  run: async (tx, { clock, caller }, input) => {
    const before = await getSettings(tx);
    if (before.version !== input.version) throw changedMeanwhile();
    const changed = changedSettings(valuesOf(before), valuesOf(input));
    if (!changed) throw new AppError('invalid_input', 'Nothing differs from what is set');
    const updatedAt = clock.now();
    const { count } = await tx.setting.updateMany({
      where: { key: SETTINGS_KEY, version: input.version },
      data: { value: valuesOf(input), version: { increment: 1 }, updatedAt },
    });
    if (count !== 1) throw changedMeanwhile();
    return {
      result: { settings: { ...valuesOf(input), version: input.version + 1, updatedAt: updatedAt.toISOString() } },
      event: {
        name: 'system.settings_changed',
        summary: `${caller.actor.name} changed ${describeChange(changed.names)}.`,
        targets: [{ type: 'settings', id: SETTINGS_KEY, name: input.name }],
        changes: { before: changed.before, after: changed.after },
        effects: [{ table: 'settings', key: SETTINGS_KEY }],
      },
    };
  },
});

const changedMeanwhile = () => new AppError('conflict', 'Somebody else changed the settings since you opened them');
