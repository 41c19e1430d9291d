import type { Metadata } from 'next';
import { AnchorsPage } from '@/components/anchors/anchors-page';
import { listAnchors } from '@/lib/anchors';
import { ANCHOR_LABELS } from '@/lib/anchors/contract';
import { guardPage } from '@/lib/command/next';
import { isAllowed } from '@/lib/identity/contract';
import { getSettings } from '@/lib/settings';
import {
  createAnchorAction,
  deleteAnchorAction,
  switchAnchorAction,
  testAnchorAction,
  updateAnchorAction,
} from './actions';

export const metadata: Metadata = { title: 'Anchors' };

export default async function Anchors() {
  const { viewer } = await guardPage('audit.read', '/ledger/anchors');
  const [anchors, settings] = await Promise.all([listAnchors(), getSettings()]);
  return (
    <AnchorsPage
      initial={anchors}
      labels={ANCHOR_LABELS}
      mayChange={isAllowed(viewer.roles, 'ledger.anchors')}
      timeZone={settings.timeZone}
      openedAt={new Date().toISOString()}
      commands={{
        create: createAnchorAction,
        update: updateAnchorAction,
        setEnabled: switchAnchorAction,
        remove: deleteAnchorAction,
        test: testAnchorAction,
      }}
    />
  );
}
