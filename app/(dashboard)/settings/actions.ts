'use server';

import { toAction } from '@/lib/command/next';
import { updateSettings } from '@/lib/settings';

export const updateSettingsAction = toAction(updateSettings);
