'use client';

import { Anchor, CircleX, Stamp } from 'lucide-react';
import Link from 'next/link';
import { useEffect, useState } from 'react';
import { Button } from '@/components/ui/button';
import { ErrorNotice } from '@/components/ui/error-notice';
import { formatCount, plural } from '@/components/ui/format';
import { Icon } from '@/components/ui/icon';
import { Notice } from '@/components/ui/notice';
import { getJson } from '@/components/ui/request';
import { Segmented } from '@/components/ui/segmented';
import { Skeleton } from '@/components/ui/skeleton';
import type { Failure } from '@/lib/core/result';
import type { CheckpointPage, CheckpointView, LedgerView } from '@/lib/reports/contract/ledger';
import { addOlder, beginList, renew } from './checkpoint-list';
import { CheckpointTable } from './checkpoint-table';
import { Section } from './section';

type Props = {
  view: LedgerView;
  shown: CheckpointView;
  onShow: (view: CheckpointView) => void;
  timeZone: string;
  openedAt: string;
  mayAnchor: boolean;
};

const EMPTY: Record<CheckpointView, { title: string; text: string }> = {
  all: {
    title: 'No checkpoint is signed yet',
    text: 'The keeper signs the first one within ten seconds of its start.',
  },
  hourly: { title: 'No checkpoint is signed yet', text: 'The first of each hour stands here.' },
  failed: { title: 'No anchor has failed', text: 'Checkpoints that an anchor refused or did not take stand here.' },
};

/** With the rows of one view only: another view is another list, which begins anew. */
function List({ view, shown, timeZone, openedAt }: Omit<Props, 'onShow' | 'mayAnchor'>) {
  const [list, setList] = useState(() => beginList(view.checkpoints));
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  useEffect(() => setList((known) => renew(known, view.checkpoints)), [view.checkpoints]);

  const older = async () => {
    setBusy(true);
    const result = await getJson<CheckpointPage>(`/api/ledger/checkpoints?view=${shown}&before=${list.next}`);
    setBusy(false);
    setFailure(result.ok ? null : result);
    if (result.ok) setList((known) => addOlder(known, result.value));
  };

  if (list.rows.length === 0) {
    const { title, text } = EMPTY[shown];
    return (
      <Notice icon={Stamp} title={title} className="m-5 mt-1 max-sm:mx-4">
        {text}
      </Notice>
    );
  }
  return (
    <>
      {list.newer.length > 0 && (
        <div className="flex h-7 items-center gap-2 border-b border-b-accent-line bg-accent-soft px-5 text-small">
          {plural(list.newer.length, 'newer checkpoint')}
          <Button variant="link" size="chip" onClick={() => setList(beginList(view.checkpoints))}>
            Show
          </Button>
        </div>
      )}
      <CheckpointTable rows={list.rows} anchors={view.anchors} timeZone={timeZone} today={openedAt} />
      {failure && (
        <ErrorNotice
          title="Older checkpoints could not be read"
          message={failure.message}
          requestId={failure.requestId}
          onRetry={() => void older()}
          className="m-5 max-sm:mx-4"
        />
      )}
      {list.next !== null && !failure && (
        <div className="px-5 py-2 max-sm:px-4">
          <Button variant="link" className="-ml-2.5" busy={busy} onClick={() => void older()}>
            Show older checkpoints
          </Button>
        </div>
      )}
    </>
  );
}

const Waiting = () => (
  <div role="status" aria-label="Loading checkpoints" className="px-5 max-sm:px-4">
    {[0, 1, 2, 3, 4].map((at) => (
      <div key={at} className="flex h-9 items-center gap-6 border-line-soft border-t">
        <Skeleton className="w-16" />
        <Skeleton className="w-40" />
        <Skeleton className="w-16" />
      </div>
    ))}
  </div>
);

export function CheckpointsSection(props: Props) {
  const { view, shown, onShow, mayAnchor } = props;
  const options = [
    { value: 'all' as const, label: 'All' },
    { value: 'hourly' as const, label: 'Hourly' },
    ...(view.anchors.length > 0 ? [{ value: 'failed' as const, label: 'Failed' }] : []),
  ];
  return (
    <Section
      title="Checkpoints"
      note={view.signedToday > 0 ? `${formatCount(view.signedToday)} signed today` : 'none signed today'}
      className="border-b-0"
      end={
        <>
          {view.failing > 0 && (
            <span className="flex items-center gap-1.5 font-medium text-bad">
              <Icon of={CircleX} size={14} />
              {plural(view.failing, 'anchor')} failing
            </span>
          )}
          <Link href="/ledger/anchors" className="flex items-center gap-1.5 rounded-badge text-accent">
            <Icon of={Anchor} size={14} />
            Anchors
          </Link>
          <Segmented label="Which checkpoints" size="small" value={shown} options={options} onChange={onShow} />
        </>
      }
    >
      {view.anchors.length === 0 && (
        <p className="px-5 pb-1.5 text-pretty text-fg-3 text-small max-sm:px-4">
          No anchors yet: until a checkpoint is kept where this machine cannot reach it, whoever holds both the database
          and the keeper’s key could begin the log anew.{' '}
          <Link
            href="/ledger/anchors"
            className="whitespace-nowrap rounded-badge text-accent underline underline-offset-2"
          >
            {mayAnchor ? 'Add an anchor' : 'About anchors'}
          </Link>
        </p>
      )}
      {view.shown === shown ? <List key={shown} {...props} /> : <Waiting />}
    </Section>
  );
}
