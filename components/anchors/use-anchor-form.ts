'use client';

import { useEffect, useRef, useState } from 'react';
import { showSaved } from '@/components/settings/saved-toast';
import type { AnchorKind, AnchorView } from '@/lib/anchors/contract';
import type { Failure } from '@/lib/core/result';
import { type AnchorCommands, call, type Saved } from './commands';
import { type Draft, draftErrors, type Errors, emptyDraft, sameDraft, toDraft, toFields, toInput } from './draft';
import { sayTested, type TestResult } from './use-anchor-actions';

export type Step = 'saving' | 'testing' | null;

/** Where things stand after a try: what was not saved, or what was saved and then did not pass its test. */
export type Trouble = {
  what: 'save' | 'test';
  message: string;
  code: Failure['code'] | null;
  requestId: string | null;
};

type Options = {
  kind: AnchorKind;
  /** The anchor that is changed; null for a new one. */
  anchor: AnchorView | null;
  commands: AnchorCommands;
  runTest: (id: string) => Promise<TestResult>;
  onDone: () => void;
};

export function useAnchorForm({ kind, anchor, commands, runTest, onDone }: Options) {
  const [base, setBase] = useState<Draft>(() => (anchor ? toDraft(anchor) : emptyDraft(kind)));
  const [draft, setDraft] = useState(base);
  const [saved, setSaved] = useState<Saved | null>(anchor);
  const [keepsSecret, setKeepsSecret] = useState(anchor?.hasSecret ?? false);
  const [errors, setErrors] = useState<Errors>({});
  const [trouble, setTrouble] = useState<Trouble | null>(null);
  const [step, setStep] = useState<Step>(null);
  /** Counted, so that the form can lead to the first wrong field each time. */
  const [refusals, setRefusals] = useState(0);
  const gone = useRef(false);
  useEffect(() => {
    gone.current = false;
    return () => {
      gone.current = true;
    };
  }, []);
  const dirty = !sameDraft(draft, base);

  const change = (patch: Draft) => {
    setDraft((known) => ({ ...known, ...patch }));
    // What is being corrected is no longer called wrong.
    setErrors((known) => Object.fromEntries(Object.entries(known).filter(([name]) => !Object.hasOwn(patch, name))));
  };

  const check = (name: string) => {
    const problem = draft[name] ? draftErrors(kind, draft, keepsSecret)[name] : undefined;
    if (problem) setErrors((known) => ({ ...known, [name]: problem }));
  };

  const test = async (id: string, name: string) => {
    setStep('testing');
    const result = await runTest(id);
    if (gone.current) return sayTested({ name }, result);
    setStep(null);
    if (result.ok && result.value.confirmed) {
      sayTested({ name }, result);
      return onDone();
    }
    setTrouble(
      result.ok
        ? { what: 'test', message: result.value.message, code: null, requestId: null }
        : { what: 'test', message: result.message, code: result.code, requestId: result.requestId },
    );
  };

  const save = async (): Promise<Saved | null> => {
    setStep('saving');
    const input = toInput(kind, draft);
    const result = await (saved
      ? call(commands.update, { ...input, id: saved.id, version: saved.version })
      : call(commands.create, input));
    if (!result.ok) {
      setStep(null);
      setErrors(toFields(result.fields));
      setRefusals((known) => known + 1);
      // A name that is taken is a matter of its field, not of somebody else’s change.
      const code = Object.keys(result.fields).length > 0 ? 'invalid_input' : result.code;
      setTrouble({ what: 'save', message: result.message, code, requestId: result.requestId });
      return null;
    }
    const next = { id: result.value.id, version: result.value.version };
    const kept = { ...draft, secret: '' };
    setSaved(next);
    setKeepsSecret(keepsSecret || draft.secret !== '');
    setBase(kept);
    setDraft(kept);
    showSaved({ seq: result.value.event.seq, undo: null });
    return next;
  };

  /** Saves what differs, then has the anchor tested: a test needs what is stored. */
  const submit = async () => {
    const wrong = draftErrors(kind, draft, keepsSecret);
    setErrors(wrong);
    setTrouble(null);
    if (Object.keys(wrong).length > 0) return setRefusals((known) => known + 1);
    const now = dirty || !saved ? await save() : saved;
    if (now) await test(now.id, draft.name ?? '');
  };

  return { draft, dirty, saved, keepsSecret, errors, trouble, step, refusals, change, check, submit };
}
