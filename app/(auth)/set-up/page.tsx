import type { Metadata } from 'next';
import { AuthBox } from '@/components/access/auth-box';
import { SetUpClosed } from '@/components/access/set-up-closed';
import { SetUpForm } from '@/components/access/set-up-form';
import { findSetUpLink } from '@/lib/access';
import { type PageSearch, readOne } from '../../search-params';
import { completeSetUpAction } from './actions';

export const metadata: Metadata = { title: 'Set up', referrer: 'no-referrer' };

export default async function SetUpPage({ searchParams }: { searchParams: PageSearch }) {
  const token = readOne(await searchParams, 'token') ?? '';
  const state = await findSetUpLink(token);
  return (
    <AuthBox
      title="Set up Chainward"
      subtitle={state === 'open' ? 'Name the installation and make its first admin.' : ''}
    >
      {state === 'open' ? <SetUpForm token={token} complete={completeSetUpAction} /> : <SetUpClosed state={state} />}
    </AuthBox>
  );
}
