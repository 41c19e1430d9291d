import { Download } from 'lucide-react';
import { buttonStyle } from '@/components/ui/button';
import { cn } from '@/components/ui/cn';
import { CopyButton } from '@/components/ui/copy-button';
import { exactUtc, formatCount, formatDate, formatTime, shorten } from '@/components/ui/format';
import { Icon } from '@/components/ui/icon';
import { tooltip } from '@/components/ui/tooltip';
import type { AnchorColumn, CheckpointRow } from '@/lib/reports/contract/ledger';
import { AnchorMark } from './anchor-mark';

type Props = { rows: readonly CheckpointRow[]; anchors: readonly AnchorColumn[]; timeZone: string; today: string };

const HEAD = 'h-8 px-1.5 text-left font-medium text-fg-3 text-micro whitespace-nowrap';
const CELL = 'h-9 overflow-hidden text-ellipsis whitespace-nowrap px-1.5';

/** The note itself is what an auditor keeps: copied, or taken away as a file. */
function NoteActions({ row }: { row: CheckpointRow }) {
  const what = `the checkpoint of size ${formatCount(row.size)}`;
  return (
    <span className="flex justify-end">
      <CopyButton text={row.note} label={`Copy ${what}`} />
      <a
        href={`/api/ledger/checkpoints/${row.size}`}
        download
        aria-label={`Download ${what}`}
        className={cn(buttonStyle({ variant: 'ghost', size: 'mini' }), 'max-sm:hidden')}
        {...tooltip('Download')}
      >
        <Icon of={Download} size={14} />
      </a>
    </span>
  );
}

function Signed({ iso, timeZone, today }: { iso: string; timeZone: string; today: string }) {
  const [day, time] = [formatDate(iso, timeZone), formatTime(iso, timeZone)];
  return (
    <time dateTime={iso} title={exactUtc(iso)} className="text-fg-2 text-small">
      {day === formatDate(today, timeZone) ? time : `${day.slice(0, -5)} ${time.slice(0, -3)}`}
    </time>
  );
}

/** On a phone the anchors stand together in one cell: the worst of them, as that is what one looks for. */
function worst(row: CheckpointRow, anchors: readonly AnchorColumn[]) {
  const states = anchors.flatMap(({ id }) => row.anchors[id] ?? []);
  return (['failed', 'waiting', 'done'] as const)
    .map((wanted) => states.find(({ state }) => state === wanted))
    .find(Boolean);
}

export function CheckpointTable({ rows, anchors, timeZone, today }: Props) {
  return (
    <section
      aria-label="Checkpoints, newest first"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: with many anchors it scrolls sideways, and must do so by keyboard too
      tabIndex={0}
      className="overflow-x-auto outline-offset-[-2px]"
    >
      <table
        className="num w-full table-fixed border-collapse sm:min-w-[var(--least)]"
        style={{ '--least': `${380 + anchors.length * 88}px` } as React.CSSProperties}
      >
        <thead>
          <tr className="border-b">
            <th scope="col" className={cn(HEAD, 'w-[104px] pr-4 text-right')}>
              Size
            </th>
            <th scope="col" className={cn(HEAD, 'max-sm:hidden')}>
              Root
            </th>
            <th scope="col" className={cn(HEAD, 'w-[92px]')}>
              Signed
            </th>
            {anchors.map(({ id, name, note }) => (
              <th key={id} scope="col" className={cn(HEAD, 'w-[88px] overflow-hidden text-ellipsis max-sm:hidden')}>
                {name} {note && <span className="font-normal">{note}</span>}
              </th>
            ))}
            <th scope="col" className={cn(HEAD, 'sm:hidden')}>
              {anchors.length > 0 ? 'Anchors' : <span className="sr-only">Anchors</span>}
            </th>
            <th scope="col" className={cn(HEAD, 'w-[60px] max-sm:w-11')}>
              <span className="sr-only">Note</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.size} className="border-line-soft border-b hover:bg-bg-hover">
              <th scope="row" className={cn(CELL, 'pr-4 text-right font-semibold')}>
                {formatCount(row.size)}
              </th>
              <td className={cn(CELL, 'max-sm:hidden')}>
                <span className="mono text-fg-2" title={row.root}>
                  <span className="min-[100rem]:hidden">{shorten(row.root, 10, 5)}</span>
                  <span className="hidden min-[100rem]:inline">{row.root}</span>
                </span>
              </td>
              <td className={CELL}>
                <Signed iso={row.signedAt} timeZone={timeZone} today={today} />
              </td>
              {anchors.map(({ id }) => (
                <td key={id} className={cn(CELL, 'max-sm:hidden')}>
                  <AnchorMark anchor={row.anchors[id]} />
                </td>
              ))}
              <td className={cn(CELL, 'sm:hidden')}>
                {anchors.length > 0 && <AnchorMark anchor={worst(row, anchors)} />}
              </td>
              <td className={cn(CELL, 'pr-2')}>
                <NoteActions row={row} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
