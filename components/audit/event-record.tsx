'use client';

import { ChevronRight } from 'lucide-react';
import { useId, useState } from 'react';
import { cn } from '@/components/ui/cn';
import { CopyButton } from '@/components/ui/copy-button';
import { formatCount } from '@/components/ui/format';
import { Icon } from '@/components/ui/icon';
import { Segmented } from '@/components/ui/segmented';
import { visibleLines } from './visible-lines';

const VIEWS = [
  { value: 'pretty', label: 'Readable' },
  { value: 'exact', label: 'As stored' },
] as const;

export function EventRecord({ record }: { record: string }) {
  const [open, setOpen] = useState(false);
  const [view, setView] = useState<'pretty' | 'exact'>('pretty');
  const id = useId();
  const bytes = new TextEncoder().encode(record).length;
  return (
    <section className="px-4 pb-3">
      <div className="flex h-10 items-center gap-2">
        <h3 className="min-w-0 flex-1">
          <button
            type="button"
            aria-expanded={open}
            aria-controls={id}
            onClick={() => setOpen(!open)}
            className="flex items-center gap-2 rounded-badge"
          >
            <Icon of={ChevronRight} size={14} className={cn('text-fg-3 transition-transform', open && 'rotate-90')} />
            <span className="font-semibold">Raw record</span>
            <span className="num truncate text-fg-3 text-small">{formatCount(bytes)} bytes, canonical JSON</span>
          </button>
        </h3>
        <CopyButton text={record} label="Copy raw record" />
      </div>
      <div id={id} hidden={!open}>
        <Segmented label="View of the record" size="small" value={view} options={VIEWS} onChange={setView} />
        <section
          // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and must do so by keyboard too
          tabIndex={0}
          aria-label="Raw record"
          className="mt-2 max-h-96 overflow-auto rounded-control border bg-bg-sunken px-3 py-2"
        >
          <pre
            className={cn(
              'font-mono text-small leading-[18px] tracking-[-0.02em]',
              view === 'exact' && 'whitespace-pre-wrap break-all',
            )}
          >
            {open && visibleLines(view === 'pretty' ? JSON.stringify(JSON.parse(record), null, 2) : record)}
          </pre>
        </section>
      </div>
    </section>
  );
}
