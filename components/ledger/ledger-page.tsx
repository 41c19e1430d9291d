'use client';

import { parseAsStringLiteral, useQueryState } from 'nuqs';
import { useLedgerHead } from '@/components/shell/ledger-head';
import { TopBar } from '@/components/shell/top-bar';
import { ErrorNotice } from '@/components/ui/error-notice';
import { CHECKPOINT_VIEWS, type LedgerView } from '@/lib/reports/contract/ledger';
import { CheckpointsSection } from './checkpoints-section';
import { DrillSection } from './drill-section';
import { LedgerActions } from './ledger-actions';
import { LedgerFacts } from './ledger-facts';
import { LEDGER_GRID } from './ledger-grid';
import { isBusy, useLedgerView } from './use-ledger-view';
import { VerifiedSection } from './verified-section';
import { VerifierKeys } from './verifier-keys';
import { VerifyYourself } from './verify-yourself';

type Props = {
  initial: LedgerView;
  may: { sign: boolean; verify: boolean; drill: boolean; anchor: boolean };
  timeZone: string;
  openedAt: string;
};

const parser = parseAsStringLiteral(CHECKPOINT_VIEWS).withDefault('all');

export function LedgerPage({ initial, may, timeZone, openedAt }: Props) {
  const [shown, setShown] = useQueryState('checkpoints', parser.withOptions({ history: 'replace' }));
  const { view, failure, ask } = useLedgerView(initial, shown);
  const { head } = useLedgerHead();
  const vkey = view.keys.find(({ use }) => use === 'signs')?.vkey ?? null;
  return (
    <>
      <TopBar title="Ledger" above={[{ href: '/audit-log', label: 'Audit log' }]}>
        <LedgerActions may={may} verifying={isBusy(view)} onDone={ask} />
      </TopBar>
      <div className="min-h-0 flex-1 overflow-y-auto">
        {failure && (
          <ErrorNotice
            title="This is how the ledger stood; it could not be asked again"
            message={failure.message}
            requestId={failure.requestId}
            onRetry={() => void ask()}
            className="m-4"
          />
        )}
        <LedgerFacts view={view} head={head} timeZone={timeZone} />
        <div className={LEDGER_GRID}>
          <div className="min-w-0 lg:border-r">
            <VerifiedSection view={view} size={head.size} />
            <CheckpointsSection
              view={view}
              shown={shown}
              onShow={(next) => void setShown(next)}
              timeZone={timeZone}
              openedAt={openedAt}
              mayAnchor={may.anchor}
            />
          </div>
          <div className="min-w-0 max-lg:border-t">
            <VerifyYourself vkey={vkey} />
            <VerifierKeys keys={view.keys} />
            {may.drill && <DrillSection />}
          </div>
        </div>
      </div>
    </>
  );
}
