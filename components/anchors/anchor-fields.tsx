'use client';

import { ChevronRight } from 'lucide-react';
import { useId, useState } from 'react';
import { cn } from '@/components/ui/cn';
import { Field } from '@/components/ui/field';
import { Icon } from '@/components/ui/icon';
import { Input } from '@/components/ui/input';
import type { AnchorKind } from '@/lib/anchors/contract';
import { AnchorField } from './anchor-field';
import type { Draft, Errors } from './draft';
import { FIELDS, type FieldSpec } from './kinds';

type Props = {
  kind: AnchorKind;
  draft: Draft;
  errors: Errors;
  busy: boolean;
  keepsSecret: boolean;
  onChange: (patch: Draft) => void;
  onBlur: (name: string) => void;
};

export function AnchorFields({ kind, draft, errors, busy, keepsSecret, onChange, onBlur }: Props) {
  const [unfolded, setUnfolded] = useState(false);
  const id = useId();
  const more = FIELDS[kind].filter((spec) => spec.more);
  // What is wrong must be in sight.
  const open = unfolded || more.some(({ name }) => errors[name]);
  const field = (spec: FieldSpec) => (
    <AnchorField
      key={spec.name}
      spec={spec}
      value={draft[spec.name] ?? ''}
      error={errors[spec.name]}
      busy={busy}
      keepsSecret={keepsSecret}
      onChange={(value) => onChange({ [spec.name]: value })}
      onBlur={() => onBlur(spec.name)}
    />
  );
  return (
    <div className="grid gap-4">
      <Field label="Name" help="As it stands on the ledger page and in events." error={errors.name}>
        {(control) => (
          <Input
            {...control}
            data-first
            value={draft.name}
            maxLength={80}
            autoComplete="off"
            readOnly={busy}
            onChange={(event) => onChange({ name: event.target.value })}
            onBlur={() => onBlur('name')}
          />
        )}
      </Field>
      {FIELDS[kind].filter((spec) => !spec.more).map(field)}
      <div>
        <button
          type="button"
          aria-expanded={open}
          aria-controls={id}
          onClick={() => setUnfolded(!open)}
          className="-ml-1 flex h-6 items-center gap-1 rounded-control pr-1.5 font-medium text-fg-2 text-small hover:text-fg"
        >
          <Icon of={ChevronRight} size={14} className={cn('text-fg-3', open && 'rotate-90')} />
          More settings
        </button>
        <div id={id} hidden={!open} className={open ? 'mt-3 grid gap-4' : undefined}>
          {more.map(field)}
        </div>
      </div>
    </div>
  );
}
