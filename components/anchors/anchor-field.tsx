'use client';

import { NumberField } from '@/components/settings/number-field';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { PasswordInput } from '@/components/ui/password-input';
import { Segmented } from '@/components/ui/segmented';
import { Textarea } from '@/components/ui/textarea';
import type { FieldSpec } from './kinds';

type Props = {
  spec: FieldSpec;
  value: string;
  error: string | undefined;
  /** Being saved: what would be typed now would be lost. */
  busy: boolean;
  /** A secret is stored; an empty field keeps it. */
  keepsSecret: boolean;
  onChange: (value: string) => void;
  onBlur: () => void;
};

const SECURITY = [
  { value: 'starttls', label: 'STARTTLS' },
  { value: 'tls', label: 'TLS from the start' },
] as const;

const secretHelp = (keeps: boolean) =>
  keeps
    ? 'Set. Leave it empty to keep it, or type another to replace it.'
    : 'The keeper seals it; nothing shows it again, not even here.';

export function AnchorField({ spec, value, error, busy, keepsSecret, onChange, onBlur }: Props) {
  const { label, input, unit = '', placeholder } = spec;
  const help = input === 'secret' ? secretHelp(keepsSecret) : spec.help;
  const field = { label, error, ...(help && { help }) };
  if (input === 'security') {
    const choose = (next: string) => !busy && onChange(next);
    return (
      <div>
        <p className="mb-1.5 font-medium text-fg-2 text-small">{label}</p>
        <Segmented label={label} value={value} options={SECURITY} onChange={choose} />
      </div>
    );
  }
  if (input === 'number')
    return <NumberField {...field} unit={unit} value={value} disabled={false} readOnly={busy} onChange={onChange} />;
  return (
    <Field {...field}>
      {(control) => {
        const shared = { ...control, value, placeholder, readOnly: busy, autoComplete: 'off', onBlur };
        if (input === 'pem' || input === 'list')
          return (
            <Textarea
              {...shared}
              rows={input === 'pem' ? 4 : 2}
              spellCheck={false}
              placeholder={input === 'pem' ? '-----BEGIN CERTIFICATE-----' : placeholder}
              className="mono"
              onChange={(event) => onChange(event.target.value)}
            />
          );
        if (input === 'secret')
          return (
            <PasswordInput
              {...shared}
              autoComplete="new-password"
              placeholder={keepsSecret ? '••••••••' : undefined}
              onChange={(event) => onChange(event.target.value)}
            />
          );
        return <Input {...shared} spellCheck={false} onChange={(event) => onChange(event.target.value)} />;
      }}
    </Field>
  );
}
