import { run } from '@/lib/command';
import { stranger } from '@/lib/command/testing/callers';
import { signIn } from '../sign-in';
import { FIRST_ADMIN } from './set-up';

/** The token of a session that somebody opened at some time. */
export async function openSession(
  at = new Date(),
  { email, password }: { email: string; password: string } = FIRST_ADMIN,
): Promise<string> {
  return (await run(signIn, stranger, { email, password }, { clock: { now: () => at } })).token;
}
