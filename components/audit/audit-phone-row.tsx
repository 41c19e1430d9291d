'use client';

import { cn } from '@/components/ui/cn';
import { formatTime } from '@/components/ui/format';
import { Icon } from '@/components/ui/icon';
import { TONE_TEXT } from '@/components/ui/tone';
import { visibleText } from '@/lib/core/visible-text';
import type { AuditRow } from '@/lib/ledger/contract';
import { useAuditView } from './audit-view-context';
import { SealMark } from './seal-mark';
import { STATUS_LOOK } from './status-look';

export function AuditPhoneRow({ row }: { row: AuditRow }) {
  const { timeZone, signedSize } = useAuditView();
  const { icon, label, tone } = STATUS_LOOK[row.status];
  return (
    <div className="flex h-[61px] gap-2.5 py-[11px] pr-3 pl-3.5">
      <Icon of={icon} className={cn('mt-0.5', TONE_TEXT[tone])} />
      <div className="min-w-0 flex-1">
        <div className="flex items-center gap-1.5">
          <span className="min-w-0 flex-1 truncate font-medium">{visibleText(row.summary)}</span>
          <time dateTime={row.occurredAt} className="num text-fg-2 text-small">
            {formatTime(row.occurredAt, timeZone)}
          </time>
        </div>
        <div className="mt-0.5 flex items-center gap-1.5 text-fg-3 text-small">
          <span className={tone === 'ok' ? 'text-fg-2' : cn('font-medium', TONE_TEXT[tone])}>{label}</span>
          <span className="truncate">
            {row.module}.{row.activity}
          </span>
          <span aria-hidden="true">·</span>
          <span className="min-w-0 max-w-[40%] truncate">{visibleText(row.actor.name)}</span>
          <span className="ml-auto">
            <SealMark signed={row.seq < signedSize} size={12} />
          </span>
        </div>
      </div>
    </div>
  );
}
