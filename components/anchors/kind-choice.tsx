import { ChevronRight } from 'lucide-react';
import { Badge } from '@/components/ui/badge';
import { Icon } from '@/components/ui/icon';
import { ANCHOR_LABELS, type AnchorKind, placeOf } from '@/lib/anchors/contract';
import { KIND_WORDS } from './kinds';

export function KindChoice({ onChoose }: { onChoose: (kind: AnchorKind) => void }) {
  return (
    <ul aria-label="Kinds of anchors" className="min-h-0 overflow-y-auto px-2 pt-2 pb-3">
      {KIND_WORDS.map(({ kind, proves }, at) => (
        <li key={kind}>
          <button
            type="button"
            onClick={() => onChoose(kind)}
            data-first={at === 0 || undefined}
            className="grid w-full grid-cols-[minmax(0,1fr)_auto] items-center gap-x-3 rounded-control px-2 py-2 text-left outline-offset-[-2px] hover:bg-bg-hover dark:hover:bg-bg-active"
          >
            <span>
              <span className="flex items-center gap-2 font-medium">
                {ANCHOR_LABELS[kind]} <Badge>{placeOf(kind)}</Badge>
              </span>
              <span className="mt-0.5 block text-pretty text-fg-2 text-small">{proves}</span>
            </span>
            <Icon of={ChevronRight} size={14} className="text-fg-3" />
          </button>
        </li>
      ))}
    </ul>
  );
}
