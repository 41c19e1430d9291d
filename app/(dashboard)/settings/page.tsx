import type { Metadata } from 'next';
import { SettingsForm } from '@/components/settings/settings-form';
import { guardPage } from '@/lib/command/next';
import { isAllowed } from '@/lib/identity/contract';
import { getSettings } from '@/lib/settings';
import { updateSettingsAction } from './actions';

export const metadata: Metadata = { title: 'Settings' };

export default async function SettingsPage() {
  const { viewer } = await guardPage('settings.read', '/settings');
  const settings = await getSettings();
  return (
    <SettingsForm
      settings={settings}
      canWrite={isAllowed(viewer.roles, 'settings.write')}
      save={updateSettingsAction}
    />
  );
}
