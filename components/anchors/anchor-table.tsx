import { cn } from '@/components/ui/cn';
import type { AnchorKind, AnchorView } from '@/lib/anchors/contract';
import { AnchorRow, type RowProps } from './anchor-row';
import type { Working } from './use-anchor-actions';

type Props = Pick<RowProps, 'mayChange' | 'timeZone' | 'now'> & {
  anchors: readonly AnchorView[];
  labels: Readonly<Record<AnchorKind, string>>;
  working: ReadonlyMap<string, Working>;
  onTurn: (anchor: AnchorView, enabled: boolean) => void;
  onTest: (anchor: AnchorView) => void;
  onEdit: (anchor: AnchorView) => void;
  onRemove: (anchor: AnchorView) => void;
};

const HEAD = 'h-8 px-1.5 text-left font-medium text-fg-3 text-micro whitespace-nowrap';

export function AnchorTable({ anchors, labels, working, onTurn, onTest, onEdit, onRemove, ...rest }: Props) {
  return (
    <table aria-label="Anchors" className="num w-full table-fixed border-collapse">
      <thead>
        <tr className="border-b">
          <th scope="col" className={cn(HEAD, 'pl-5 max-sm:pl-4')}>
            Anchor
          </th>
          <th scope="col" className={cn(HEAD, 'w-[152px] max-sm:hidden')}>
            Kind
          </th>
          <th scope="col" className={cn(HEAD, 'w-[76px] max-sm:hidden')}>
            Place
          </th>
          <th scope="col" className={cn(HEAD, 'w-[34%] max-sm:hidden')}>
            State
          </th>
          <th scope="col" className={cn(HEAD, 'w-[128px] text-right max-sm:hidden')}>
            Newest confirmed
          </th>
          <th scope="col" className={cn(HEAD, 'w-[68px] pl-4')}>
            On
          </th>
          {rest.mayChange && (
            <th scope="col" className={cn(HEAD, 'w-12')}>
              <span className="sr-only">Menu</span>
            </th>
          )}
        </tr>
      </thead>
      <tbody>
        {anchors.map((anchor) => (
          <AnchorRow
            key={anchor.id}
            anchor={anchor}
            label={labels[anchor.kind]}
            working={working.get(anchor.id)}
            onTurn={(enabled) => onTurn(anchor, enabled)}
            onTest={() => onTest(anchor)}
            onEdit={() => onEdit(anchor)}
            onRemove={() => onRemove(anchor)}
            {...rest}
          />
        ))}
      </tbody>
    </table>
  );
}
