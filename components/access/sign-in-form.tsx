'use client';

import { type FormEvent, useRef, useState } from 'react';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { PasswordInput } from '@/components/ui/password-input';
import { localPath } from '@/lib/core/local-path';
import { FormError } from './form-error';
import { signInWords } from './sign-in-words';
import { trySignIn } from './try-sign-in';

export function SignInForm({ to }: { to: string | null }) {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const form = useRef<HTMLFormElement>(null);

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (busy) return;
    const data = new FormData(event.currentTarget);
    setBusy(true);
    setError(null);
    const failed = await trySignIn({ email: String(data.get('email')), password: String(data.get('password')) });
    if (failed === null) return window.location.assign(localPath(to));
    setBusy(false);
    setError(signInWords(failed));
    form.current?.querySelector<HTMLInputElement>('input[name=password]')?.select();
  };

  return (
    <form ref={form} method="post" onSubmit={submit}>
      {error && <FormError>{error}</FormError>}
      <Field label="E-mail">
        {(control) => <Input {...control} name="email" type="email" autoComplete="username" required autoFocus />}
      </Field>
      <Field label="Password" className="mt-3.5">
        {(control) => (
          <PasswordInput {...control} name="password" autoComplete="current-password" required maxLength={256} />
        )}
      </Field>
      <Button type="submit" variant="primary" size="large" busy={busy} className="mt-4 w-full">
        Sign in
      </Button>
      <p className="mt-3.5 text-pretty text-fg-3 text-small">Every attempt is recorded.</p>
    </form>
  );
}
