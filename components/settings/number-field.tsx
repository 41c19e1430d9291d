'use client';

import { Field, type FieldProps } from '@/components/ui/field';
import { Input } from '@/components/ui/input';

type Props = Omit<FieldProps, 'children'> & {
  unit: string;
  value: string;
  disabled: boolean;
  readOnly: boolean;
  onChange: (value: string) => void;
};

/** Not type=number: a wheel over it would change a security setting. */
export const NumberField = ({ unit, value, disabled, readOnly, onChange, ...field }: Props) => (
  <Field {...field}>
    {(control) => (
      <Input
        {...control}
        inputMode="numeric"
        autoComplete="off"
        value={value}
        disabled={disabled}
        readOnly={readOnly}
        onChange={(event) => onChange(event.target.value)}
        boxClassName="max-w-40"
        className="num"
        after={<span className="text-fg-3 text-small">{unit}</span>}
      />
    )}
  </Field>
);
