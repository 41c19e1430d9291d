export type Credentials = { email: string; password: string };

/** null when signed in, otherwise the code of what went wrong. */
export async function trySignIn({ email, password }: Credentials): Promise<string | null> {
  try {
    const { signIn } = await import('next-auth/react');
    const answer = await signIn('password', { email, password, redirect: false });
    if (answer?.ok && !answer.error) return null;
    return answer?.status === 429 ? 'RateLimited' : (answer?.error ?? 'Unavailable');
  } catch {
    return 'Unavailable';
  }
}
