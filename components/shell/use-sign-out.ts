'use client';

import { useCallback, useState } from 'react';
import { leaveTo } from '@/components/ui/leave-guard';
import { showToast } from '@/components/ui/toast-store';
import { useSignOutAction } from './sign-out-action';

const NO_ANSWER = 'The server did not answer';

/** A whole new page afterwards: nothing of the session stays in memory. Who is told "signed out" is signed out, and nobody else. */
export function useSignOut() {
  const [busy, setBusy] = useState(false);
  const action = useSignOutAction();
  const run = useCallback(async () => {
    setBusy(true);
    const outcome = await action?.({}).catch(() => null);
    if (outcome?.ok) {
      window.location.assign('/sign-in');
      return;
    }
    setBusy(false);
    const why = outcome?.message ?? NO_ANSWER;
    showToast({ tone: 'bad', text: `Signing out failed: ${why}. You are still signed in.` });
  }, [action]);
  return { busy, signOut: useCallback(() => leaveTo(() => void run()), [run]) };
}
