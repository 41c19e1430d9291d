import { z } from 'zod';
import { InstallationName } from '@/lib/settings/contract';

export const Email = z.string().trim().toLowerCase().max(254).pipe(z.email('That is not an e-mail address'));

export const Password = z.string().min(12, 'At least 12 characters').max(256, 'At most 256 characters');

export const CompleteSetUpInput = z.strictObject({
  token: z.string().min(1).max(200),
  installationName: InstallationName,
  name: z.string().trim().min(1, 'Say who you are').max(120),
  email: Email,
  password: Password,
});
export type CompleteSetUpInput = z.infer<typeof CompleteSetUpInput>;

export const SignInInput = z.strictObject({ email: Email, password: z.string().min(1).max(256) });
export type SignInInput = z.infer<typeof SignInInput>;

/** Where a set-up link stands: only `open` may be used. */
export type SetUpLinkState = 'open' | 'unknown' | 'expired' | 'used' | 'done';
