'use client';

import { ShieldCheck, Stamp } from 'lucide-react';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { formatCount } from '@/components/ui/format';
import { readBody, request } from '@/components/ui/request';
import { RequestId } from '@/components/ui/request-id';
import { showToast } from '@/components/ui/toast-store';
import type { Failure } from '@/lib/core/result';

type Props = {
  may: { sign: boolean; verify: boolean };
  /** The worker is at it already. */
  verifying: boolean;
  onDone: () => Promise<void>;
};

const sayFailed = (what: string, failure: Failure) =>
  showToast({
    tone: 'bad',
    text: `${what}: ${failure.message}`,
    detail: failure.requestId && <RequestId id={failure.requestId} />,
  });

export function LedgerActions({ may, verifying, onDone }: Props) {
  const [busy, setBusy] = useState<'sign' | 'verify' | null>(null);

  const post = async <T,>(which: 'sign' | 'verify', path: string, failed: string, done: (value: T) => void) => {
    setBusy(which);
    const response = await request(path, { method: 'POST' });
    const result = response instanceof Response ? await readBody(response.json() as Promise<T>) : response;
    if (result.ok) {
      done(result.value);
      await onDone();
    } else sayFailed(failed, result);
    setBusy(null);
  };

  const sign = () =>
    post<{ size: number; seq: number | null }>(
      'sign',
      '/api/ledger/checkpoints',
      'No checkpoint was signed',
      ({ size, seq }) =>
        showToast({
          tone: 'ok',
          text: `Signed at size ${formatCount(size)}`,
          ...(seq !== null && { actions: [{ label: 'Open event', href: `/audit-log?event=${seq}` }] }),
        }),
    );
  const verify = () =>
    post('verify', '/api/ledger/verification', 'Verification was not started', () =>
      showToast({ tone: 'quiet', text: 'The worker reads the whole log; the result appears here' }),
    );

  return (
    <>
      {may.sign && (
        <Button icon={Stamp} busy={busy === 'sign'} onClick={sign} aria-label="Sign a checkpoint">
          <span className="max-sm:hidden">Sign a checkpoint</span>
        </Button>
      )}
      {may.verify && (
        <Button icon={ShieldCheck} busy={busy === 'verify' || verifying} onClick={verify} aria-label="Verify now">
          <span className="max-sm:hidden">Verify now</span>
        </Button>
      )}
    </>
  );
}
