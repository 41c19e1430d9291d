import type { Metadata } from 'next';
import { AuditLog } from '@/components/audit/audit-log';
import { isAllowed } from '@/lib/identity/contract';
import { requireViewer } from '@/lib/identity/next';
import { findEvent, listEvents } from '@/lib/ledger';
import { MODULES, PAGE_SIZE, readAuditFilter } from '@/lib/ledger/contract';
import { getSettings } from '@/lib/settings';
import { type PageSearch, readOne, readSeq } from '../../search-params';

export const metadata: Metadata = { title: 'Audit log' };

export default async function AuditLogPage({ searchParams }: { searchParams: PageSearch }) {
  const viewer = await requireViewer('audit.read');
  const params = await searchParams;
  const { filter, problems } = readAuditFilter((name) => readOne(params, name));
  const seq = readSeq(params, 'event');
  const [page, detail, settings] = await Promise.all([
    listEvents({ filter, limit: PAGE_SIZE }),
    seq === null ? null : findEvent(seq),
    getSettings(),
  ]);
  return (
    <AuditLog
      initial={{ page, filter, detail }}
      problems={problems}
      modules={MODULES}
      timeZone={settings.timeZone}
      openedAt={new Date().toISOString()}
      canExport={isAllowed(viewer.roles, 'audit.export')}
    />
  );
}
