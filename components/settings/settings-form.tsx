'use client';

import { Lock, Users } from 'lucide-react';
import dynamic from 'next/dynamic';
import { TopBar } from '@/components/shell/top-bar';
import { Button } from '@/components/ui/button';
import { ErrorNotice } from '@/components/ui/error-notice';
import { Notice } from '@/components/ui/notice';
import type { Settings } from '@/lib/settings/contract';
import { SettingsFields } from './settings-fields';
import { useLeaveGuard } from './use-leave-guard';
import { type SaveSettings, useSettingsForm } from './use-settings-form';

type Props = { settings: Settings; canWrite: boolean; save: SaveSettings };

const LeaveDialog = dynamic(() => import('./leave-dialog').then((module) => module.LeaveDialog), { ssr: false });

const FORM = 'settings';

export function SettingsForm({ settings, canWrite, save }: Props) {
  const { draft, dirty, busy, failure, change, discard, submit, loadNewer } = useSettingsForm(settings, save);
  const { asking, stay, leave } = useLeaveGuard(dirty, discard);
  const conflict = failure?.code === 'conflict';
  return (
    <>
      <TopBar title="Settings">
        {canWrite && (
          <>
            <Button variant="ghost" disabled={!dirty || busy} onClick={discard} className={dirty ? '' : 'invisible'}>
              Discard
            </Button>
            <Button type="submit" form={FORM} variant="primary" disabled={!dirty} busy={busy}>
              Save
            </Button>
          </>
        )}
      </TopBar>
      <form
        id={FORM}
        noValidate
        className="min-h-0 flex-1 overflow-y-auto"
        onSubmit={(event) => {
          event.preventDefault();
          if (dirty && !busy) submit();
        }}
      >
        <div className="px-5 empty:hidden *:mt-5 *:max-w-[700px]">
          {!canWrite && (
            <Notice icon={Lock} title="You may read the settings, not change them">
              Changing them needs the role Admin.
            </Notice>
          )}
          {conflict && (
            <Notice
              icon={Users}
              title="Somebody else changed the settings meanwhile"
              actions={<Button onClick={loadNewer}>Load the newer values</Button>}
            >
              Nothing of yours was saved. Loading the newer values replaces what you typed.
            </Notice>
          )}
          {failure && !conflict && (
            <ErrorNotice title="The settings were not saved" message={failure.message} requestId={failure.requestId} />
          )}
        </div>
        <SettingsFields
          draft={draft}
          errors={failure?.fields ?? {}}
          disabled={!canWrite}
          busy={busy}
          onChange={change}
        />
      </form>
      {asking && <LeaveDialog onStay={stay} onLeave={leave} />}
    </>
  );
}
