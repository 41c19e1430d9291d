'use client';

import { CircleX } from 'lucide-react';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { Button } from '@/components/ui/button';
import { ErrorNotice } from '@/components/ui/error-notice';
import { Notice } from '@/components/ui/notice';
import { RequestId } from '@/components/ui/request-id';
import { Spinner } from '@/components/ui/spinner';
import type { AnchorKind, AnchorView } from '@/lib/anchors/contract';
import { visibleText } from '@/lib/core/visible-text';
import { AnchorFields } from './anchor-fields';
import type { AnchorCommands } from './commands';
import type { TestResult } from './use-anchor-actions';
import { type Step, type Trouble, useAnchorForm } from './use-anchor-form';

export type AnchorFormProps = {
  kind: AnchorKind;
  anchor: AnchorView | null;
  commands: AnchorCommands;
  runTest: (id: string) => Promise<TestResult>;
  /** Whether something typed would be lost by closing. */
  onDirty: (dirty: boolean) => void;
  onBack: (() => void) | null;
  onDone: () => void;
  onCancel: () => void;
};

type NoticeProps = {
  trouble: Trouble;
  /** It is on, so the schedule tries as well. */
  tries: boolean;
  onReload: () => void;
};

function TroubleNotice({ trouble, tries, onReload }: NoticeProps) {
  const { what, code, requestId } = trouble;
  const message = visibleText(trouble.message);
  if (what === 'save')
    return (
      <ErrorNotice
        title="The anchor was not saved"
        message={code === 'conflict' ? `${message}. Close this and open it again to see what stands.` : message}
        requestId={requestId}
        {...(code === 'unavailable' && { onRetry: onReload })}
      />
    );
  const isInside = message.includes('is not allowed:');
  return (
    <Notice
      icon={CircleX}
      tone="bad"
      title="Saved, but the test failed"
      {...(requestId && { actions: <RequestId id={requestId} /> })}
    >
      {message}
      {/[.!?]$/.test(message) ? '' : '.'}{' '}
      {isInside && 'If it is meant, name it under “May reach inside your network” in More settings. '}
      Correct what is wrong and test again
      {tries ? ', or close this: Chainward goes on trying by itself, and the list says when.' : '.'}
    </Notice>
  );
}

/** A second is nothing to speak of; from then on the seconds are counted, so that nobody takes waiting for a standstill. */
function StepWords({ step }: { step: Step }) {
  const [seconds, setSeconds] = useState(0);
  useEffect(() => {
    setSeconds(0);
    if (!step) return;
    const timer = setInterval(() => setSeconds((known) => known + 1), 1000);
    return () => clearInterval(timer);
  }, [step]);
  return (
    <p role="status" className="num mr-auto flex min-w-0 items-center gap-2 self-center text-fg-2 text-small">
      {step && (
        <>
          <Spinner className="text-accent" />
          {step === 'saving' ? 'Saving, being sealed' : 'Putting the newest checkpoint there'}
          {seconds > 0 && <span aria-hidden="true">{seconds} s</span>}
        </>
      )}
    </p>
  );
}

export function AnchorForm({ kind, anchor, commands, runTest, onDirty, onBack, onDone, onCancel }: AnchorFormProps) {
  const form = useAnchorForm({ kind, anchor, commands, runTest, onDone });
  const { draft, dirty, saved, keepsSecret, errors, trouble, step, refusals } = form;
  const body = useRef<HTMLFormElement>(null);
  const top = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!anchor) body.current?.querySelector('input')?.focus();
  }, [anchor]);
  useEffect(() => onDirty(dirty), [dirty, onDirty]);
  useEffect(() => {
    if (trouble) top.current?.scrollIntoView({ block: 'nearest' });
  }, [trouble]);
  useEffect(() => {
    if (refusals > 0) body.current?.querySelector<HTMLElement>('[aria-invalid]')?.focus();
  }, [refusals]);

  const submit = (event?: FormEvent) => {
    event?.preventDefault();
    if (!step) void form.submit();
  };
  const press = saved ? (dirty ? 'Save and test' : trouble ? 'Test again' : 'Test') : 'Add and test';
  return (
    <form ref={body} noValidate onSubmit={submit} className="flex min-h-0 flex-col">
      <div className="mt-3 min-h-0 overflow-y-auto border-t px-4 pt-4 pb-4">
        <div ref={top} className="*:mb-4">
          {trouble && <TroubleNotice trouble={trouble} tries={anchor?.enabled ?? true} onReload={submit} />}
        </div>
        <AnchorFields
          kind={kind}
          draft={draft}
          errors={errors}
          busy={step !== null}
          keepsSecret={keepsSecret}
          onChange={form.change}
          onBlur={form.check}
        />
      </div>
      <div className="flex gap-2 border-t p-4">
        {onBack && !saved && !step && (
          <Button variant="ghost" onClick={onBack} className="-ml-2.5">
            Other kind
          </Button>
        )}
        <StepWords step={step} />
        <Button onClick={onCancel} disabled={step === 'saving'}>
          {saved && !dirty ? 'Close' : 'Cancel'}
        </Button>
        <Button type="submit" variant="primary" busy={step !== null}>
          {press}
        </Button>
      </div>
    </form>
  );
}
