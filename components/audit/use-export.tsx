'use client';

import { useState } from 'react';
import { RequestId } from '@/components/ui/request-id';
import { showToast } from '@/components/ui/toast-store';
import type { AuditFilter } from '@/lib/ledger/contract';
import type { ExportFormat } from '@/lib/reports/contract/export';
import { downloadExport } from './audit-api';

/** One download at a time; which one is under way, and what to say when it fails. */
export function useExport(filter: AuditFilter) {
  const [busy, setBusy] = useState<ExportFormat | null>(null);
  const run = async (format: ExportFormat) => {
    setBusy(format);
    const failure = await downloadExport(filter, format).finally(() => setBusy(null));
    if (!failure) return;
    showToast({
      tone: 'bad',
      text: `The export failed: ${failure.message}`,
      detail: failure.requestId && <RequestId id={failure.requestId} />,
      actions: failure.retryable ? [{ label: 'Try again', run: () => void run(format) }] : [],
    });
  };
  return { busy, run };
}
