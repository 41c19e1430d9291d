import type { Metadata } from 'next';
import Link from 'next/link';
import { Logo } from '@/components/ui/logo';
import { ByYourself } from '@/components/verify/by-yourself';
import { VerifyView } from '@/components/verify/verify-view';

export const metadata: Metadata = { title: 'Verify an export' };

/** For everybody, signed in or not: it reads nothing of this installation. */
export default function VerifyPage() {
  return (
    <>
      <header className="flex h-12 items-center gap-2.5 border-b px-4">
        <Link href="/" prefetch={false} className="flex items-center gap-2.5 font-semibold text-title">
          <Logo />
          Chainward
        </Link>
      </header>
      <main className="mx-auto max-w-[760px] px-4 pt-8 pb-16">
        <h1 className="font-semibold text-display tracking-[-0.018em]">Verify an export</h1>
        <p className="mt-1 mb-6 text-pretty text-fg-2">
          An Excel file or a bundle of the audit log proves by itself that nothing in it was changed. Each edited cell
          is named.
        </p>
        <VerifyView />
        <ByYourself />
      </main>
    </>
  );
}
