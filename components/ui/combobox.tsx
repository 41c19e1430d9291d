'use client';

import { ChevronsUpDown } from 'lucide-react';
import { useId, useState } from 'react';
import { cn } from './cn';
import type { FieldControl } from './field';
import { Icon } from './icon';
import { Input } from './input';

type Props = {
  control: FieldControl;
  value: string;
  options: readonly string[];
  onChange: (value: string) => void;
  disabled?: boolean;
};

/** More than one can read at a glance; typing narrows further. */
const MOST = 50;
const fold = (text: string) => text.toLowerCase().replaceAll('_', ' ');

export function Combobox({ control, value, options, onChange, disabled = false }: Props) {
  const [search, setSearch] = useState<string | null>(null);
  const [at, setAt] = useState(0);
  const listId = useId();
  const open = search !== null;
  const found = open ? options.filter((option) => fold(option).includes(fold(search))).slice(0, MOST) : [];
  const optionId = (index: number) => `${listId}-${index}`;
  const close = () => setSearch(null);
  const choose = (option: string | undefined) => {
    if (option !== undefined) onChange(option);
    close();
  };
  const move = (to: number) => {
    setAt(to);
    document.getElementById(optionId(to))?.scrollIntoView({ block: 'nearest' });
  };
  const keys = new Map<string, () => void>([
    ['ArrowDown', () => (open ? move(Math.min(at + 1, found.length - 1)) : setSearch(''))],
    ['ArrowUp', () => move(Math.max(at - 1, 0))],
    ['Enter', () => choose(found[at])],
    ['Escape', close],
  ]);
  const onKeyDown = (event: React.KeyboardEvent) => {
    const run = keys.get(event.key);
    if (!run || (!open && event.key !== 'ArrowDown')) return;
    event.preventDefault();
    run();
  };
  const type = (text: string) => {
    setSearch(text);
    setAt(0);
  };
  return (
    <div className="relative">
      <Input
        {...control}
        role="combobox"
        aria-expanded={open}
        aria-controls={listId}
        aria-autocomplete="list"
        {...(found[at] !== undefined && { 'aria-activedescendant': optionId(at) })}
        autoComplete="off"
        spellCheck={false}
        disabled={disabled}
        value={search ?? value}
        placeholder={value}
        onChange={(event) => type(event.target.value)}
        onClick={() => !open && type('')}
        onKeyDown={onKeyDown}
        onBlur={close}
        after={<Icon of={ChevronsUpDown} size={14} className="text-fg-3" />}
      />
      <div
        id={listId}
        role="listbox"
        aria-label="Choices"
        className={cn(
          'absolute inset-x-0 top-10 z-30 max-h-64 overflow-y-auto rounded-popover bg-bg-raised p-1 shadow-popover',
          !open && 'hidden',
        )}
      >
        {found.map((option, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the input handles the keys, as the combobox pattern asks
          <div
            key={option}
            id={optionId(index)}
            role="option"
            tabIndex={-1}
            aria-selected={option === value}
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => choose(option)}
            onMouseMove={() => setAt(index)}
            className={cn(
              'flex h-7 items-center rounded-control px-2',
              index === at && 'bg-bg-hover dark:bg-bg-active',
              option === value && 'font-medium',
            )}
          >
            {option}
          </div>
        ))}
        {open && found.length === 0 && (
          <div role="option" tabIndex={-1} aria-selected={false} aria-disabled="true" className="px-2 py-1.5 text-fg-3">
            Nothing is called “{search}”
          </div>
        )}
      </div>
    </div>
  );
}
