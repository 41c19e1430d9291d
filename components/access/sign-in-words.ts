/** One sentence for a wrong name and a wrong password: which of them it was is nobody's business. */
const WORDS: Record<string, string> = {
  CredentialsSignin: 'E-mail and password do not match an account.',
  Unavailable: 'Signing in is not possible at the moment: the ledger cannot record it. Try again shortly.',
  RateLimited: 'Too many attempts. Wait a minute, then try again.',
};

export const signInWords = (error: string): string =>
  WORDS[error] ?? 'Signing in failed. Try again; if it goes on, ask whoever runs this installation.';
