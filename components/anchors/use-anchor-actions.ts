'use client';

import { useState } from 'react';
import { showSaved } from '@/components/settings/saved-toast';
import { showToast } from '@/components/ui/toast-store';
import type { AnchorView } from '@/lib/anchors/contract';
import type { Result } from '@/lib/core/result';
import { visibleText } from '@/lib/core/visible-text';
import { type AnchorCommands, call, type Named, type Tested } from './commands';
import { sayFailure } from './say-failure';

export type Working = 'test' | 'switch';
export type TestResult = Result<Tested>;

const toast = (name: string, { confirmed, message }: Tested) =>
  showToast(
    confirmed
      ? { tone: 'ok', text: `${visibleText(name)}: ${message}` }
      : { tone: 'bad', text: `The test of ${visibleText(name)} failed`, detail: visibleText(message) },
  );

export function sayTested({ name }: Pick<Named, 'name'>, result: TestResult): void {
  if (result.ok) toast(name, result.value);
  else sayFailure(`${name} was not tested`, result);
}

/** What is done at a row, one thing at a time for each. */
export function useAnchorActions({ test, setEnabled }: AnchorCommands, ask: () => Promise<void>) {
  const [working, setWorking] = useState<ReadonlyMap<string, Working>>(new Map());

  const busyWith = async <T>(id: string, what: Working, run: () => Promise<T>): Promise<T> => {
    setWorking((known) => new Map(known).set(id, what));
    const result = await run();
    await ask();
    setWorking((known) => new Map([...known].filter(([other]) => other !== id)));
    return result;
  };

  const runTest = (id: string): Promise<TestResult> => busyWith(id, 'test', () => call(test, { id }));

  const turn = async (
    { id, version, name }: Pick<AnchorView, 'id' | 'version' | 'name'>,
    enabled: boolean,
    canUndo = true,
  ) => {
    const result = await busyWith(id, 'switch', () => call(setEnabled, { id, version, enabled }));
    if (!result.ok) return sayFailure(`${name} was not switched ${enabled ? 'on' : 'off'}`, result);
    const next = { id, name, version: result.value.version };
    showSaved({ seq: result.value.event.seq, undo: canUndo ? () => void turn(next, !enabled, false) : null });
  };

  return { working, runTest, turn };
}
