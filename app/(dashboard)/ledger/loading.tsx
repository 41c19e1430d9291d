import { LedgerSkeleton } from '@/components/ledger/ledger-skeleton';

export default function Loading() {
  return <LedgerSkeleton />;
}
