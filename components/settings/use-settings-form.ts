'use client';

import { useRouter } from 'next/navigation';
import { useEffect, useRef, useState } from 'react';
import type { Failure, Result } from '@/lib/core/result';
import type { Settings } from '@/lib/settings/contract';
import { type Draft, draftErrors, sameDraft, toDraft, toInput } from './draft';
import { showSaved } from './saved-toast';

export type SaveSettings = (
  input: unknown,
) => Promise<Result<{ settings: Settings; event: { eventId: string; seq: number | null } }>>;

const failureOf = (message: string, fields: Record<string, string> = {}): Failure => ({
  ok: false,
  code: Object.keys(fields).length > 0 ? 'invalid_input' : 'unavailable',
  message,
  fields,
  requestId: null,
  retryable: true,
});

export function useSettingsForm(settings: Settings, save: SaveSettings) {
  const router = useRouter();
  const [base, setBase] = useState(settings);
  const [draft, setDraft] = useState(() => toDraft(settings));
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  const wantsNewer = useRef(false);
  const takeUndoAway = useRef(() => {});
  const dirty = !sameDraft(draft, toDraft(base));

  const adopt = (next: Settings) => {
    setBase(next);
    setDraft(toDraft(next));
    setFailure(null);
  };

  // biome-ignore lint/correctness/useExhaustiveDependencies: only newer settings from the server matter, not what is typed
  useEffect(() => {
    if (settings.version <= base.version || (dirty && !wantsNewer.current)) return;
    wantsNewer.current = false;
    adopt(settings);
  }, [settings]);

  useEffect(() => {
    if (dirty) takeUndoAway.current();
  }, [dirty]);

  const send = async (wanted: Draft, from: Settings, canUndo: boolean): Promise<void> => {
    setBusy(true);
    setFailure(null);
    const result = await save(toInput(wanted, from.version)).catch(() =>
      failureOf('The server did not answer. Nothing is known to be saved; try again.'),
    );
    setBusy(false);
    if (!result.ok) return setFailure(result);
    const { settings: saved, event } = result.value;
    adopt(saved);
    takeUndoAway.current = showSaved({
      seq: event.seq,
      undo: canUndo ? () => void send(toDraft(from), saved, false) : null,
    });
    router.refresh();
  };

  /** What is being corrected is no longer called wrong. */
  const change = (patch: Partial<Draft>) => {
    setDraft((known) => ({ ...known, ...patch }));
    setFailure((known) => {
      if (!known) return null;
      const left = Object.entries(known.fields).filter(([field]) => !Object.hasOwn(patch, field));
      return left.length === 0 && known.code === 'invalid_input'
        ? null
        : { ...known, fields: Object.fromEntries(left) };
    });
  };

  const submit = () => {
    const errors = draftErrors(draft);
    if (Object.keys(errors).length > 0) return setFailure(failureOf('Some fields need another look.', errors));
    void send(draft, base, true);
  };

  return {
    draft,
    dirty,
    busy,
    failure,
    change,
    discard: () => adopt(base),
    submit,
    loadNewer: () => {
      wantsNewer.current = true;
      router.refresh();
    },
  };
}
