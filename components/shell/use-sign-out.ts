'use client';

import { useCallback, useState } from 'react';
import { leaveTo } from '@/components/ui/leave-guard';
import { showToast } from '@/components/ui/toast-store';

/** A whole new page afterwards: nothing of the session stays in memory. */
export function useSignOut() {
  const [busy, setBusy] = useState(false);
  const run = useCallback(async () => {
    setBusy(true);
    try {
      const { signOut } = await import('next-auth/react');
      await signOut({ redirect: false });
      window.location.assign('/sign-in');
    } catch {
      setBusy(false);
      showToast({ tone: 'bad', text: 'Signing out failed: the server did not answer. You are still signed in.' });
    }
  }, []);
  return { busy, signOut: useCallback(() => leaveTo(() => void run()), [run]) };
}
