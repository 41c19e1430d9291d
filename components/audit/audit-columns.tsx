'use client';

import { ArrowDown } from 'lucide-react';
import { columnHelper, type DataColumn } from '@/components/data-table/columns';
import { WIDE_ONLY } from '@/components/data-table/row-style';
import { exactUtc, formatCount, formatTime, milliseconds, zoneLabel } from '@/components/ui/format';
import { Icon } from '@/components/ui/icon';
import { visibleText } from '@/lib/core/visible-text';
import type { AuditRow } from '@/lib/ledger/contract';
import { AUDIT_LOOKS, type AuditColumnId } from './audit-looks';
import { useAuditView } from './audit-view-context';
import { EventName } from './event-name';
import { SealMark } from './seal-mark';
import { StatusMark } from './status-mark';

function Seal({ seq }: { seq: number }) {
  return <SealMark signed={seq < useAuditView().signedSize} />;
}

function Time({ at }: { at: string }) {
  const { timeZone } = useAuditView();
  return (
    <time dateTime={at} title={exactUtc(at)} className="num text-fg-2 text-small">
      {formatTime(at, timeZone)}
      <span className={WIDE_ONLY}>.{milliseconds(at)}</span>
    </time>
  );
}

function TimeHead() {
  const { timeZone } = useAuditView();
  const zone = zoneLabel(timeZone, new Date().toISOString());
  return (
    <span title={`Times in ${timeZone}; the exact UTC time stands on hover`}>
      Time<span className={WIDE_ONLY}>, {zone}</span>
    </span>
  );
}

const SeqHead = () => (
  <span className="inline-flex items-center gap-[3px] text-fg" title="Newest first">
    Seq
    <Icon of={ArrowDown} size={12} />
  </span>
);

const nothing = <span className="text-fg-3">–</span>;
const text = (value: string | undefined) =>
  value ? <span title={visibleText(value)}>{visibleText(value)}</span> : nothing;

const helper = columnHelper<AuditRow>();

type Cell = (props: { row: { original: AuditRow } }) => React.ReactNode;
const column = (id: AuditColumnId, cell: Cell, header: () => React.ReactNode = () => AUDIT_LOOKS[id].label) =>
  helper.display({ id, header, cell, meta: AUDIT_LOOKS[id] }) as DataColumn<AuditRow>;

export const auditColumns: readonly DataColumn<AuditRow>[] = [
  column(
    'seal',
    ({ row }) => <Seal seq={row.original.seq} />,
    () => <span className="sr-only">Seal</span>,
  ),
  column(
    'seq',
    ({ row }) => <span className="num text-fg-3 text-small">{formatCount(row.original.seq)}</span>,
    () => <SeqHead />,
  ),
  column(
    'time',
    ({ row }) => <Time at={row.original.occurredAt} />,
    () => <TimeHead />,
  ),
  column('status', ({ row }) => <StatusMark status={row.original.status} quiet />),
  column('actor', ({ row }) => text(row.original.actor.name)),
  column('event', ({ row }) => <EventName module={row.original.module} activity={row.original.activity} />),
  column('summary', ({ row }) => text(row.original.summary)),
  column('target', ({ row }) => text(row.original.target?.name)),
  column('source', ({ row }) =>
    row.original.ip ? (
      <span className="font-mono text-[11.5px] text-fg-2 tracking-[-0.035em]" title={row.original.ip}>
        {row.original.ip}
      </span>
    ) : (
      nothing
    ),
  ),
];
