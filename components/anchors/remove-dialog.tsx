'use client';

import { type FormEvent, useState } from 'react';
import { showSaved } from '@/components/settings/saved-toast';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { ErrorNotice } from '@/components/ui/error-notice';
import { Field } from '@/components/ui/field';
import { plural } from '@/components/ui/format';
import { Input } from '@/components/ui/input';
import type { AnchorView } from '@/lib/anchors/contract';
import type { Failure } from '@/lib/core/result';
import { visibleText } from '@/lib/core/visible-text';
import { type AnchorCommands, call } from './commands';

type Props = {
  anchor: AnchorView;
  /** None outside would be left in use. */
  lastOutside: boolean;
  remove: AnchorCommands['remove'];
  onDone: () => void;
  onClose: () => void;
};

function WhatStays({ anchor: { confirmed, hasSecret, place }, lastOutside }: Pick<Props, 'anchor' | 'lastOutside'>) {
  return (
    <ul className="grid list-disc gap-1 pl-4 text-pretty text-fg-2 marker:text-fg-3">
      <li>No checkpoint goes there any more{hasSecret && ', and its stored secret is destroyed'}.</li>
      {confirmed ? (
        <li>
          What it has confirmed stays, up to {plural(confirmed.size, 'event')}: the receipts here, and what lies there.
          They prove something without it.
        </li>
      ) : (
        <li>It has confirmed nothing so far.</li>
      )}
      {lastOutside && place === 'outside' && (
        <li className="text-warn">It is the last one outside: what comes from now on is anchored nowhere.</li>
      )}
    </ul>
  );
}

export function RemoveDialog({ anchor, lastOutside, remove, onDone, onClose }: Props) {
  const [typed, setTyped] = useState('');
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  const { id, version, name } = anchor;
  const matches = typed.trim() === name;

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (!matches || busy) return;
    setBusy(true);
    const result = await call(remove, { id, version });
    setBusy(false);
    if (!result.ok) return setFailure(result);
    showSaved({ seq: result.value.event.seq, undo: null });
    onDone();
  };

  return (
    <Dialog open onOpenChange={(open) => !open && onClose()} title={`Remove ${visibleText(name)}?`}>
      <form onSubmit={submit} className="grid gap-4 px-4 pt-3 pb-4">
        <WhatStays anchor={anchor} lastOutside={lastOutside} />
        {failure && (
          <ErrorNotice
            title="The anchor was not removed"
            message={`${failure.message}.`.replace(/\.\.$/, '.')}
            requestId={failure.requestId}
          />
        )}
        <Field label={`Type “${visibleText(name)}” to remove it`}>
          {(control) => (
            <Input
              {...control}
              data-first
              value={typed}
              autoComplete="off"
              spellCheck={false}
              readOnly={busy}
              onChange={(event) => setTyped(event.target.value)}
            />
          )}
        </Field>
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Keep it</Button>
          <Button type="submit" variant="danger" disabled={!matches} busy={busy}>
            Remove
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
