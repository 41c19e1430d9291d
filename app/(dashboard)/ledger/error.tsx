'use client';

import { PageError } from '@/components/shell/page-error';

export default function LedgerError(props: { error: Error & { digest?: string }; reset: () => void }) {
  return <PageError {...props} title="The ledger could not be read" />;
}
