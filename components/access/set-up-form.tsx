'use client';

import { type FormEvent, useState } from 'react';
import { Button } from '@/components/ui/button';
import { Field, type FieldProps } from '@/components/ui/field';
import { Input, type InputProps } from '@/components/ui/input';
import { PasswordInput } from '@/components/ui/password-input';
import { RequestId } from '@/components/ui/request-id';
import { HOME } from '@/lib/core/local-path';
import type { Failure, Result } from '@/lib/core/result';
import { FormError } from './form-error';
import { passwordHint } from './password-strength';
import { trySignIn } from './try-sign-in';

export type CompleteSetUp = (input: unknown) => Promise<Result<{ email: string }>>;

const UNREACHED: Failure = {
  ok: false,
  code: 'unavailable',
  message: 'The server did not answer. It is not known whether this took effect; reload the page to see.',
  fields: {},
  requestId: null,
  retryable: true,
};

type TextProps = Omit<FieldProps, 'children'> & { input: InputProps };
const TextField = ({ input, ...field }: TextProps) => (
  <Field className="mb-3.5" {...field}>
    {(control) => <Input {...control} required {...input} />}
  </Field>
);

export function SetUpForm({ token, complete }: { token: string; complete: CompleteSetUp }) {
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [password, setPassword] = useState('');
  const errors = failure?.fields ?? {};

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (busy) return;
    const data = new FormData(event.currentTarget);
    const read = (name: string) => String(data.get(name) ?? '');
    setBusy(true);
    setFailure(null);
    const input = {
      token,
      installationName: read('installationName'),
      name: read('name'),
      email: read('email'),
      password,
    };
    const result = await complete(input).catch(() => UNREACHED);
    if (!result.ok) {
      setBusy(false);
      return setFailure(result);
    }
    const failed = await trySignIn({ email: result.value.email, password });
    window.location.assign(failed === null ? HOME : '/sign-in');
  };

  return (
    <form method="post" onSubmit={submit}>
      {failure && (
        <FormError>
          {failure.message}
          {failure.requestId && <RequestId id={failure.requestId} />}
        </FormError>
      )}
      <TextField
        label="Name of this installation"
        help="Stands in reports and exports; an organization or a network."
        error={errors.installationName}
        input={{ name: 'installationName', maxLength: 80, autoComplete: 'organization', autoFocus: true }}
      />
      <TextField label="Your name" error={errors.name} input={{ name: 'name', maxLength: 120, autoComplete: 'name' }} />
      <TextField
        label="Your e-mail"
        help="You sign in with it."
        error={errors.email}
        input={{ name: 'email', type: 'email', maxLength: 254, autoComplete: 'username' }}
      />
      <Field label="Password" help={<span aria-live="polite">{passwordHint(password)}</span>} error={errors.password}>
        {(control) => (
          <PasswordInput
            {...control}
            name="password"
            autoComplete="new-password"
            required
            maxLength={256}
            value={password}
            onChange={(event) => setPassword(event.target.value)}
          />
        )}
      </Field>
      <Button type="submit" variant="primary" size="large" busy={busy} className="mt-5 w-full">
        Set up and sign in
      </Button>
      <p className="mt-3.5 text-pretty text-fg-3 text-small">
        You become the first admin. The link works once, and using it is recorded in the ledger.
      </p>
    </form>
  );
}
