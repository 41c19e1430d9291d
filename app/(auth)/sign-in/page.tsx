import type { Metadata } from 'next';
import { headers } from 'next/headers';
import { redirect } from 'next/navigation';
import { AuthBox } from '@/components/access/auth-box';
import { SignInForm } from '@/components/access/sign-in-form';
import { isSetUp } from '@/lib/access';
import { localPath } from '@/lib/core/local-path';
import { visibleText } from '@/lib/core/visible-text';
import { findViewer } from '@/lib/identity/next';
import { type PageSearch, readOne } from '../../search-params';

export const metadata: Metadata = { title: 'Sign in' };

export default async function SignInPage({ searchParams }: { searchParams: PageSearch }) {
  const to = readOne(await searchParams, 'to');
  if (!(await isSetUp())) redirect('/set-up');
  if (await findViewer()) redirect(localPath(to));
  const host = (await headers()).get('host');
  return (
    <AuthBox title="Sign in" {...(host && { subtitle: `Chainward at ${visibleText(host)}` })}>
      <SignInForm to={to} />
    </AuthBox>
  );
}
