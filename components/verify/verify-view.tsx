'use client';

import { useEffect, useRef, useState } from 'react';
import { Button } from '@/components/ui/button';
import { ErrorNotice } from '@/components/ui/error-notice';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { DropZone } from './drop-zone';
import { FindingTables } from './finding-tables';
import { takeFile } from './handed-file';
import { looksLikeKey } from './key-shape';
import { useVerify, type VerifyState } from './use-verify';
import { VerdictBox } from './verdict-box';

const ODD_KEY = 'That is no verifier key. One looks like name+01234567+AQ…, on one line.';

function Working({ name, done, total }: Extract<VerifyState, { at: 'working' }>) {
  return (
    <div className="rounded-popover border p-5">
      <p className="[overflow-wrap:anywhere]">Verifying {name}…</p>
      <progress
        aria-label="Verified so far"
        value={done}
        max={Math.max(total, 1)}
        className="mt-3 h-1.5 w-full accent-accent"
      />
    </div>
  );
}

function Outcome({ state, again }: { state: VerifyState; again: () => void }) {
  switch (state.at) {
    case 'empty':
      return null;
    case 'working':
      return <Working {...state} />;
    case 'failed':
      return <ErrorNotice title={`${state.name} was not verified`} message={state.message} onRetry={again} />;
    case 'report':
      return (
        <>
          <VerdictBox name={state.name} report={state.report} />
          <FindingTables report={state.report} />
        </>
      );
  }
}

export function VerifyView() {
  const { state, verify } = useVerify();
  const [key, setKey] = useState('');
  const [odd, setOdd] = useState(false);
  const file = useRef<File | null>(null);
  const vkey = key.trim();
  const isStale = state.at === 'report' && state.vkey !== vkey;

  useEffect(() => {
    const given = takeFile();
    if (!given) return;
    file.current = given;
    void verify(given, '');
  }, [verify]);

  const look = () => {
    const isOdd = vkey !== '' && !looksLikeKey(vkey);
    setOdd(isOdd);
    if (file.current && !isOdd) void verify(file.current, vkey);
  };
  return (
    <>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          look();
        }}
      >
        <Field
          label="Verifier key of the log"
          help="From somebody you trust, not from the file. Without it the file can only be checked against itself."
          error={odd ? ODD_KEY : undefined}
          className="mb-4"
        >
          {(control) => (
            <Input
              {...control}
              value={key}
              onChange={(event) => setKey(event.target.value)}
              placeholder="chainward/…+01234567+AQ…"
              className="font-mono text-small"
              autoComplete="off"
              spellCheck={false}
              after={
                isStale && (
                  <Button type="submit" size="chip">
                    Verify again
                  </Button>
                )
              }
            />
          )}
        </Field>
        <DropZone
          busy={state.at === 'working'}
          onFile={(chosen) => {
            file.current = chosen;
            look();
          }}
        />
      </form>
      <div aria-live="polite" aria-busy={state.at === 'working'} className="mt-6">
        <Outcome state={state} again={look} />
      </div>
    </>
  );
}
