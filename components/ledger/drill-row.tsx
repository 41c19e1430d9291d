'use client';

import { ChevronRight, CircleCheck, CircleDashed, CircleX } from 'lucide-react';
import { useId, useState } from 'react';
import { cn } from '@/components/ui/cn';
import { formatCount } from '@/components/ui/format';
import { Icon } from '@/components/ui/icon';
import { Spinner } from '@/components/ui/spinner';
import type { DrillFound, DrillName } from '@/lib/reports/contract/ledger';
import { DETECTOR_LABELS, DETECTOR_NAMES, DRILL_LABELS } from './drill-words';

type Props = { drill: DrillName; found: DrillFound | null; busy: boolean; onRun: () => void };

function Mark({ found, busy }: Pick<Props, 'found' | 'busy'>) {
  if (busy) return <Spinner className="text-accent" />;
  if (!found) return <Icon of={CircleDashed} size={14} className="text-fg-3" />;
  return found.anchored ? (
    <Icon of={CircleCheck} size={14} className="text-ok" />
  ) : (
    <Icon of={CircleX} size={14} className="text-bad" />
  );
}

const Detectors = ({ found }: { found: DrillFound }) => (
  <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-3 gap-y-1 pb-2.5 pl-[23px] text-small">
    {DETECTOR_NAMES.map((name) => {
      const alarm = found[name];
      return (
        <div key={name} className="contents">
          <dt className="whitespace-nowrap text-fg-3">{DETECTOR_LABELS[name]}</dt>
          <dd className={alarm ? 'text-fg-2' : 'text-fg-3'}>
            {alarm ? `at ${formatCount(alarm.seq)}: ${alarm.what}` : 'notices nothing'}
          </dd>
        </div>
      );
    })}
  </dl>
);

/** Opening a damage that was not tried yet tries it. */
export function DrillRow({ drill, found, busy, onRun }: Props) {
  const [open, setOpen] = useState(false);
  const details = useId();
  const toggle = () => {
    if (!open && !found && !busy) onRun();
    setOpen(!open);
  };
  const result = found && (found.anchored ? `broken at ${formatCount(found.anchored.seq)}` : 'not noticed');
  return (
    <li className="num border-line-soft border-t">
      <button
        type="button"
        aria-expanded={open}
        aria-controls={details}
        onClick={toggle}
        className="grid min-h-[30px] w-full grid-cols-[14px_minmax(0,1fr)_auto_12px] items-center gap-[9px] py-1 text-left outline-offset-[-2px] hover:bg-bg-hover"
      >
        <Mark found={found} busy={busy} />
        <span>{DRILL_LABELS[drill]}</span>
        <span className={cn('text-right text-small', found && !found.anchored ? 'text-bad' : 'text-fg-3')}>
          {result ?? (busy ? 'at work' : 'run')}
        </span>
        <Icon of={ChevronRight} size={12} className={cn('text-fg-3', open && 'rotate-90')} />
      </button>
      <div id={details} hidden={!open}>
        {found && <Detectors found={found} />}
      </div>
    </li>
  );
}
