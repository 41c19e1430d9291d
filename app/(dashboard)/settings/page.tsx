import type { Metadata } from 'next';
import { SettingsForm } from '@/components/settings/settings-form';
import { isAllowed } from '@/lib/identity/contract';
import { requireViewer } from '@/lib/identity/next';
import { getSettings } from '@/lib/settings';
import { updateSettingsAction } from './actions';

export const metadata: Metadata = { title: 'Settings' };

export default async function SettingsPage() {
  const viewer = await requireViewer('settings.read');
  const settings = await getSettings();
  return (
    <SettingsForm
      settings={settings}
      canWrite={isAllowed(viewer.roles, 'settings.write')}
      save={updateSettingsAction}
    />
  );
}
