'use client';

import { Checkbox } from '@/components/ui/checkbox';
import { type FilterField, toggleValue } from './filter-field';

type Props = { field: FilterField; chosen: readonly string[]; search?: string; onChange: (values: string[]) => void };

/** Arrow keys go from box to box, as in a list; the "only" button is reached by Tab. */
function moveFocus(event: React.KeyboardEvent<HTMLUListElement>): void {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step) return;
  event.preventDefault();
  const boxes = [...event.currentTarget.querySelectorAll<HTMLInputElement>('input')];
  const at = boxes.indexOf(document.activeElement as HTMLInputElement);
  boxes[Math.max(0, Math.min(boxes.length - 1, at + step))]?.focus();
}

export function FacetList({ field, chosen, search = '', onChange }: Props) {
  const wanted = search.trim().toLowerCase();
  const options = field.options.filter((option) => option.label.toLowerCase().includes(wanted));
  if (options.length === 0) return <p className="px-3 py-2.5 text-fg-3 text-small">Nothing is called “{search}”</p>;
  return (
    <ul aria-label={field.label} onKeyDown={moveFocus}>
      {options.map(({ value, label }) => (
        <li
          key={value}
          className="group relative rounded-control hover:bg-bg-hover dark:hover:bg-bg-active max-sm:text-base"
        >
          {/* biome-ignore lint/a11y/noLabelWithoutControl: the box inside is the control */}
          <label className="flex h-7 items-center gap-2 px-2 max-sm:h-11">
            <Checkbox checked={chosen.includes(value)} onChange={() => onChange(toggleValue(field, chosen, value))} />
            <span className="min-w-0 flex-1 truncate">{label}</span>
          </label>
          <button
            type="button"
            aria-label={`Only ${label}`}
            onClick={() => onChange([value])}
            className="absolute top-1 right-1 h-5 rounded-badge px-1.5 text-accent opacity-0 focus-visible:opacity-100 group-hover:opacity-100 max-sm:hidden"
          >
            only
          </button>
        </li>
      ))}
    </ul>
  );
}
