import { completeSetUp, createSetUpLink } from '@/lib/access';
import { run } from '@/lib/command';
import { stranger } from '@/lib/command/testing/callers';

export const FIRST_ADMIN = { name: 'Lena Haugen', email: 'l.haugen@example.org', password: 'correct horse battery' };

/** The way every installation begins: a link, and its first admin. */
export async function setUpInstallation(name = 'Larkfield'): Promise<void> {
  const token = await createSetUpLink(new Date());
  await run(completeSetUp, stranger, { token, installationName: name, ...FIRST_ADMIN });
}
