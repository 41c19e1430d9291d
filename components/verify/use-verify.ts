import { useCallback, useRef, useState } from 'react';
import type { ExportReport } from '@/lib/ledger/verifier';

export type VerifyState =
  | { at: 'empty' }
  | { at: 'working'; name: string; done: number; total: number }
  | { at: 'report'; name: string; report: ExportReport; vkey: string }
  | { at: 'failed'; name: string; message: string };

const DRAW_MS = 100;
const SOMETHING = 'The file could not be verified here, and nothing is known about it. Reload the page and try again.';

/** One run at a time: what an earlier file still has to say is not heard any more. */
export function useVerify() {
  const [state, setState] = useState<VerifyState>({ at: 'empty' });
  const run = useRef(0);
  const verify = useCallback(async (file: File, vkey: string) => {
    run.current += 1;
    const mine = run.current;
    const { name } = file;
    const show = (next: VerifyState) => {
      if (mine === run.current) setState(next);
    };
    show({ at: 'working', name, done: 0, total: file.size });
    let drawn = 0;
    const onProgress = (done: number, total: number) => {
      const now = performance.now();
      if (now - drawn < DRAW_MS) return;
      drawn = now;
      show({ at: 'working', name, done, total });
    };
    try {
      // Loaded with the first file: who only reads the page does not need it.
      const { fromBlob, verifyExport } = await import('@/lib/ledger/verifier');
      const report = await verifyExport(fromBlob(file), { vkeys: vkey ? [vkey] : [], onProgress });
      show({ at: 'report', name, report, vkey });
    } catch (error) {
      const known = error instanceof Error && error.name === 'CouldNotLook';
      show({ at: 'failed', name, message: known ? error.message : SOMETHING });
    }
  }, []);
  return { state, verify };
}
