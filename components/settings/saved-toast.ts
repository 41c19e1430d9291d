import { formatCount } from '@/components/ui/format';
import { showToast } from '@/components/ui/toast-store';

type Saved = { seq: number | null; undo: (() => void) | null };

export function showSaved({ seq, undo }: Saved): void {
  showToast({
    tone: 'ok',
    text: seq === null ? 'Saved; being sealed' : `Saved, sealed as ${formatCount(seq)}`,
    actions: [
      ...(seq === null ? [] : [{ label: 'Open event', href: `/audit-log?event=${seq}` }]),
      ...(undo ? [{ label: 'Undo', run: undo }] : []),
    ],
  });
}
