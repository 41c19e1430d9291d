import { SearchX } from 'lucide-react';
import type { Metadata } from 'next';
import Link from 'next/link';
import { buttonStyle } from '@/components/ui/button';
import { Notice } from '@/components/ui/notice';

export const metadata: Metadata = { title: 'Not found' };

export default function NotFound() {
  return (
    <main className="mx-auto max-w-lg px-4 pt-[20vh]">
      <h1 className="sr-only">Not found</h1>
      <Notice
        icon={SearchX}
        title="There is no such page"
        actions={
          <Link href="/" className={buttonStyle()}>
            To the start
          </Link>
        }
      >
        The address is wrong, or it belongs to something that does not exist any more.
      </Notice>
    </main>
  );
}
