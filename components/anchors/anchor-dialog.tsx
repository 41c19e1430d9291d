'use client';

import { useCallback, useState } from 'react';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { ANCHOR_LABELS, type AnchorKind, type AnchorView } from '@/lib/anchors/contract';
import { visibleText } from '@/lib/core/visible-text';
import { AnchorForm } from './anchor-form';
import type { AnchorCommands } from './commands';
import { KindChoice } from './kind-choice';
import { KIND_WORDS } from './kinds';
import type { TestResult } from './use-anchor-actions';

type Props = {
  /** The anchor that is changed; null to add one. */
  anchor: AnchorView | null;
  commands: AnchorCommands;
  runTest: (id: string) => Promise<TestResult>;
  onClose: () => void;
};

const titleOf = (anchor: AnchorView | null, kind: AnchorKind | null): string => {
  if (anchor) return `Change ${visibleText(anchor.name)}`;
  return kind ? `Add anchor: ${ANCHOR_LABELS[kind]}` : 'Add anchor';
};

export function AnchorDialog({ anchor, commands, runTest, onClose }: Props) {
  const [kind, setKind] = useState<AnchorKind | null>(anchor?.kind ?? null);
  const [dirty, setDirty] = useState(false);
  const [asking, setAsking] = useState(false);
  const close = useCallback(() => (dirty ? setAsking(true) : onClose()), [dirty, onClose]);
  const proves = KIND_WORDS.find((each) => each.kind === kind)?.proves;
  const back = () => {
    setDirty(false);
    setKind(null);
  };
  return (
    <Dialog
      kind="form"
      open
      onOpenChange={(open) => !open && close()}
      title={titleOf(anchor, kind)}
      description={proves ?? 'A place where checkpoints are put, so that nobody here can take them back unnoticed.'}
    >
      {asking && (
        <div role="alert" className="mx-4 mt-3 flex flex-wrap items-center gap-2 rounded-control border px-3 py-2">
          <span className="mr-auto">What you typed is not saved.</span>
          <Button onClick={() => setAsking(false)}>Keep typing</Button>
          <Button variant="danger-outline" onClick={onClose}>
            Discard
          </Button>
        </div>
      )}
      {kind ? (
        <AnchorForm
          kind={kind}
          anchor={anchor}
          commands={commands}
          runTest={runTest}
          onDirty={setDirty}
          onBack={anchor ? null : back}
          onDone={onClose}
          onCancel={close}
        />
      ) : (
        <KindChoice onChoose={setKind} />
      )}
    </Dialog>
  );
}
