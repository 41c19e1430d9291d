'use client';

import { Download } from 'lucide-react';
import { useState } from 'react';
import { Button, type ButtonProps } from '@/components/ui/button';
import { RequestId } from '@/components/ui/request-id';
import { showToast } from '@/components/ui/toast-store';
import type { AuditFilter } from '@/lib/ledger/contract';
import { downloadExport } from './audit-api';

type Props = Pick<ButtonProps, 'size' | 'className'> & { filter: AuditFilter; filtered: boolean; label?: string };

export function ExportButton({ filter, filtered, label = 'Export', ...look }: Props) {
  const [busy, setBusy] = useState(false);
  const run = async () => {
    setBusy(true);
    const failure = await downloadExport(filter).finally(() => setBusy(false));
    if (!failure) return;
    showToast({
      tone: 'bad',
      text: `The export failed: ${failure.message}`,
      detail: failure.requestId && <RequestId id={failure.requestId} />,
      actions: failure.retryable ? [{ label: 'Try again', run: () => void run() }] : [],
    });
  };
  return (
    <Button
      icon={Download}
      busy={busy}
      onClick={run}
      title={filtered ? 'Excel file of the events that match the filters' : 'Excel file of all events'}
      {...look}
    >
      {label}
    </Button>
  );
}
