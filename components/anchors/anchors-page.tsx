'use client';

import { Anchor, Lock, Plus, TriangleAlert } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useState } from 'react';
import { TopBar } from '@/components/shell/top-bar';
import { Button } from '@/components/ui/button';
import { ErrorNotice } from '@/components/ui/error-notice';
import { Icon } from '@/components/ui/icon';
import { Notice } from '@/components/ui/notice';
import type { AnchorKind, AnchorView } from '@/lib/anchors/contract';
import { AnchorTable } from './anchor-table';
import { ABOVE } from './anchors-skeleton';
import type { AnchorCommands } from './commands';
import { summaryOf } from './standing';
import { sayTested, useAnchorActions } from './use-anchor-actions';
import { useAnchors } from './use-anchors';

type Props = {
  initial: readonly AnchorView[];
  labels: Readonly<Record<AnchorKind, string>>;
  mayChange: boolean;
  timeZone: string;
  commands: AnchorCommands;
  openedAt: string;
};

/** With the schemas in it, so only who adds or changes one fetches it. */
const loadDialog = () => import('./anchor-dialog');
const AnchorDialog = dynamic(() => loadDialog().then((module) => module.AnchorDialog), { ssr: false });
const RemoveDialog = dynamic(() => import('./remove-dialog').then((module) => module.RemoveDialog), { ssr: false });

type Open = { what: 'add' } | { what: 'edit' | 'remove'; anchor: AnchorView } | null;

function Summary({ anchors }: { anchors: readonly AnchorView[] }) {
  const { text, warning } = summaryOf(anchors);
  return (
    <p className="num flex min-h-9 flex-wrap items-center gap-x-3 border-b px-5 py-2 text-fg-3 text-small max-sm:px-4">
      {text}
      {warning && (
        <span className="flex items-center gap-1.5 text-warn">
          <Icon of={TriangleAlert} size={14} />
          {warning}
        </span>
      )}
    </p>
  );
}

const Empty = ({ onAdd }: { onAdd: (() => void) | null }) => (
  <Notice
    icon={Anchor}
    title="The log is anchored nowhere"
    className="m-5 max-w-[700px] max-sm:m-4"
    actions={
      onAdd && (
        <Button variant="primary" icon={Plus} onPointerEnter={() => void loadDialog()} onClick={onAdd}>
          Add the first anchor
        </Button>
      )
    }
  >
    Until a checkpoint is kept where this machine cannot reach it, whoever holds both the database and the keeper’s key
    could begin the log anew, and every verification here says “unanchored” at best.
    {!onAdd && ' An admin can add one.'}
  </Notice>
);

export function AnchorsPage({ initial, labels, mayChange, timeZone, commands, openedAt }: Props) {
  const { anchors, failure, ask } = useAnchors(initial);
  const { working, runTest, turn } = useAnchorActions(commands, ask);
  const [open, setOpen] = useState<Open>(null);
  const add = () => setOpen({ what: 'add' });
  const close = () => {
    setOpen(null);
    void ask();
  };
  const test = async (anchor: AnchorView) => sayTested(anchor, await runTest(anchor.id));
  const outside = anchors.filter(({ enabled, place }) => enabled && place === 'outside');
  return (
    <>
      <TopBar title="Anchors" above={ABOVE}>
        {mayChange && anchors.length > 0 && (
          <Button
            variant="primary"
            icon={Plus}
            aria-label="Add anchor"
            onPointerEnter={() => void loadDialog()}
            onClick={add}
          >
            <span className="max-sm:hidden">Add anchor</span>
          </Button>
        )}
      </TopBar>
      <div className="min-h-0 flex-1 overflow-y-auto">
        {failure && (
          <ErrorNotice
            title="This is how the anchors stood; they could not be asked for again"
            message={failure.message}
            requestId={failure.requestId}
            onRetry={() => void ask()}
            className="m-4"
          />
        )}
        {!mayChange && (
          <Notice icon={Lock} title="You may see the anchors, not change them" className="m-5 max-w-[700px] max-sm:m-4">
            Changing them needs the role Admin.
          </Notice>
        )}
        {anchors.length === 0 ? (
          <Empty onAdd={mayChange ? add : null} />
        ) : (
          <>
            <Summary anchors={anchors} />
            <AnchorTable
              anchors={anchors}
              labels={labels}
              mayChange={mayChange}
              working={working}
              timeZone={timeZone}
              now={openedAt}
              onTurn={(anchor, enabled) => void turn(anchor, enabled)}
              onTest={(anchor) => void test(anchor)}
              onEdit={(anchor) => setOpen({ what: 'edit', anchor })}
              onRemove={(anchor) => setOpen({ what: 'remove', anchor })}
            />
          </>
        )}
      </div>
      {(open?.what === 'add' || open?.what === 'edit') && (
        <AnchorDialog
          anchor={open.what === 'edit' ? open.anchor : null}
          commands={commands}
          runTest={runTest}
          onClose={close}
        />
      )}
      {open?.what === 'remove' && (
        <RemoveDialog
          anchor={open.anchor}
          lastOutside={outside.length === 1 && outside[0]?.id === open.anchor.id}
          remove={commands.remove}
          onDone={close}
          onClose={() => setOpen(null)}
        />
      )}
    </>
  );
}
