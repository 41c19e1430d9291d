import { formatCount } from '@/components/ui/format';
import { changeToast, showToast } from '@/components/ui/toast-store';

type Saved = { seq: number | null; undo: (() => void) | null };

/** Gives back how to take Undo away again: it would overwrite whatever is typed after. */
export function showSaved({ seq, undo }: Saved): () => void {
  const open = seq === null ? [] : [{ label: 'Open event', href: `/audit-log?event=${seq}` }];
  const id = showToast({
    tone: 'ok',
    text: seq === null ? 'Saved; being sealed' : `Saved, sealed as ${formatCount(seq)}`,
    actions: [...open, ...(undo ? [{ label: 'Undo', run: undo }] : [])],
  });
  return () => changeToast(id, { actions: open });
}
