'use client';

import { Eye, EyeOff } from 'lucide-react';
import { useState } from 'react';
import { Icon } from './icon';
import { Input, type InputProps } from './input';

export function PasswordInput(props: Omit<InputProps, 'type' | 'after'>) {
  const [shown, setShown] = useState(false);
  return (
    <Input
      {...props}
      type={shown ? 'text' : 'password'}
      autoCapitalize="off"
      spellCheck={false}
      after={
        <button
          type="button"
          aria-label={shown ? 'Hide password' : 'Show password'}
          aria-pressed={shown}
          onClick={() => setShown(!shown)}
          className="-mr-1.5 grid size-7 flex-none place-items-center rounded-control text-fg-3 hover:text-fg"
        >
          <Icon of={shown ? EyeOff : Eye} size={14} />
        </button>
      }
    />
  );
}
