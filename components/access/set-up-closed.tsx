import { CircleCheck, Link2Off } from 'lucide-react';
import Link from 'next/link';
import { buttonStyle } from '@/components/ui/button';
import { Notice } from '@/components/ui/notice';
import type { SetUpLinkState } from '@/lib/access/contract';

type Closed = Exclude<SetUpLinkState, 'open' | 'done'>;

const TITLES: Record<Closed, string> = {
  unknown: 'This is not a set-up link of this installation',
  expired: 'This set-up link has run out',
  used: 'This set-up link was already used',
};

/** The same way out for each: only somebody on the machine can make a new link. */
export function SetUpClosed({ state }: { state: Exclude<SetUpLinkState, 'open'> }) {
  if (state === 'done') {
    return (
      <Notice
        icon={CircleCheck}
        title="This installation is set up"
        actions={
          <Link href="/sign-in" className={buttonStyle({ variant: 'primary' })}>
            Sign in
          </Link>
        }
      >
        Its first admin exists already.
      </Notice>
    );
  }
  return (
    <Notice icon={Link2Off} title={TITLES[state]}>
      Open the link that the terminal printed when Chainward started. For a new one, run{' '}
      <code className="mono rounded-badge bg-bg-sunken px-1 py-px text-fg">chainward set-up link</code> on the machine.
    </Notice>
  );
}
