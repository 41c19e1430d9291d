'use client';

import { Badge } from '@/components/ui/badge';
import { cn } from '@/components/ui/cn';
import { exactUtc, plural } from '@/components/ui/format';
import { Icon } from '@/components/ui/icon';
import { RelativeTime } from '@/components/ui/relative-time';
import { Spinner } from '@/components/ui/spinner';
import { Switch } from '@/components/ui/switch';
import { TONE_TEXT } from '@/components/ui/tone';
import type { AnchorView } from '@/lib/anchors/contract';
import { visibleText } from '@/lib/core/visible-text';
import { AnchorMenu } from './anchor-menu';
import { failingWords, formatEvery, standingOf, whereOf } from './standing';
import type { Working } from './use-anchor-actions';

export type RowProps = {
  anchor: AnchorView;
  label: string;
  mayChange: boolean;
  working: Working | undefined;
  timeZone: string;
  now: string;
  onTurn: (enabled: boolean) => void;
  onTest: () => void;
  onEdit: () => void;
  onRemove: () => void;
};

export const CELL = 'py-2 px-1.5 align-top';

function State({ anchor, working, timeZone, now }: Pick<RowProps, 'anchor' | 'working' | 'timeZone' | 'now'>) {
  const { icon, tone, word } = standingOf(anchor);
  const failing = anchor.enabled ? anchor.failing : null;
  return (
    <>
      <span className={cn('flex items-center gap-1.5', tone === 'bad' ? 'font-medium text-bad' : 'text-fg-2')}>
        {working === 'test' ? (
          <>
            <Spinner className="text-accent" />
            <span role="status">Putting the newest checkpoint there</span>
          </>
        ) : (
          <>
            <Icon of={icon} size={14} className={TONE_TEXT[tone]} />
            {word}
          </>
        )}
      </span>
      {failing && (
        <span className="mt-0.5 block text-pretty text-fg-2 text-small">
          {visibleText(failing.error)}
          <span className="block text-fg-3" title={exactUtc(failing.nextTry)}>
            {failingWords(failing, timeZone, now)}
          </span>
        </span>
      )}
    </>
  );
}

const Confirmed = ({ confirmed }: Pick<AnchorView, 'confirmed'>) =>
  confirmed ? (
    <>
      <span>{plural(confirmed.size, 'event')}</span>
      <span className="block text-fg-3 text-small">
        <RelativeTime iso={confirmed.at} />
      </span>
    </>
  ) : (
    <span className="text-fg-3">nothing yet</span>
  );

export function AnchorRow({ anchor, label, mayChange, working, timeZone, now, ...does }: RowProps) {
  const { name, place, enabled, confirmed, config } = anchor;
  const shown = visibleText(name);
  return (
    <tr className="border-line-soft border-b hover:bg-bg-hover">
      <th scope="row" className={cn(CELL, 'pl-5 text-left font-normal max-sm:pl-4')}>
        <span className={cn('block break-words font-medium', !enabled && 'text-fg-2')}>{shown}</span>
        <span className="mono block truncate text-fg-3" title={whereOf(anchor)}>
          {whereOf(anchor)}
        </span>
        <span className="mt-1 flex flex-wrap items-center gap-x-2 text-fg-2 text-small sm:hidden">
          {label} <Badge>{place}</Badge>
        </span>
        <span className="mt-1 block text-small sm:hidden">
          <State anchor={anchor} working={working} timeZone={timeZone} now={now} />
        </span>
        <span className="mt-1 block text-fg-2 text-small sm:hidden">
          <Confirmed confirmed={confirmed} />
        </span>
      </th>
      <td className={cn(CELL, 'text-fg-2 max-sm:hidden')}>
        {label}
        <span className="block text-fg-3 text-small">every {formatEvery(config.intervalSeconds)}</span>
      </td>
      <td className={cn(CELL, 'max-sm:hidden')}>
        <Badge>{place}</Badge>
      </td>
      <td className={cn(CELL, 'max-sm:hidden')}>
        <State anchor={anchor} working={working} timeZone={timeZone} now={now} />
      </td>
      <td className={cn(CELL, 'text-right text-fg-2 max-sm:hidden')}>
        <Confirmed confirmed={confirmed} />
      </td>
      <td className={cn(CELL, 'pl-4')}>
        {mayChange ? (
          <Switch label={`${shown} is on`} on={enabled} busy={working === 'switch'} onChange={does.onTurn} />
        ) : (
          <span className="text-fg-2">{enabled ? 'On' : 'Off'}</span>
        )}
      </td>
      {mayChange && (
        <td className={cn(CELL, 'pr-3 text-right max-sm:pr-2 *:-mt-1')}>
          <AnchorMenu
            name={name}
            busy={working !== undefined}
            onTest={does.onTest}
            onEdit={does.onEdit}
            onRemove={does.onRemove}
          />
        </td>
      )}
    </tr>
  );
}
