'use client';

import { ToggleGroup } from 'radix-ui';
import { cn } from './cn';

type Option<T extends string> = { value: T; label: string };
type Props<T extends string> = {
  label: string;
  value: T;
  options: readonly Option<T>[];
  onChange: (value: T) => void;
  size?: 'normal' | 'small';
};

export function Segmented<T extends string>({ label, value, options, onChange, size = 'normal' }: Props<T>) {
  const choose = (next: string) => {
    const option = options.find((each) => each.value === next);
    if (option) onChange(option.value);
  };
  return (
    <ToggleGroup.Root
      type="single"
      aria-label={label}
      value={value}
      onValueChange={choose}
      className={cn(
        'inline-flex overflow-hidden rounded-control border border-line-strong bg-bg-raised',
        size === 'small' ? 'h-6 text-small' : 'h-7',
      )}
    >
      {options.map((option) => (
        <ToggleGroup.Item
          key={option.value}
          value={option.value}
          className={cn(
            'whitespace-nowrap border-line not-first:border-l text-fg-2 outline-offset-[-2px]',
            'data-[state=on]:bg-bg-active data-[state=on]:font-medium data-[state=on]:text-fg',
            size === 'small' ? 'px-[7px]' : 'px-[9px]',
          )}
        >
          {option.label}
        </ToggleGroup.Item>
      ))}
    </ToggleGroup.Root>
  );
}
