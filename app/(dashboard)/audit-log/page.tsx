import type { Metadata } from 'next';
import { AuditLog } from '@/components/audit/audit-log';
import { guardPage } from '@/lib/command/next';
import { isAllowed } from '@/lib/identity/contract';
import { findEvent } from '@/lib/ledger';
import { MODULES, readAuditFilter } from '@/lib/ledger/contract';
import { viewLog } from '@/lib/reports';
import { getSettings } from '@/lib/settings';
import { type PageSearch, readOne, readSeq } from '../../search-params';

export const metadata: Metadata = { title: 'Audit log' };

export default async function AuditLogPage({ searchParams }: { searchParams: PageSearch }) {
  const { viewer, caller } = await guardPage('audit.read', '/audit-log');
  const params = await searchParams;
  const { filter, problems } = readAuditFilter((name) => readOne(params, name));
  const seq = readSeq(params, 'event');
  const [page, detail, settings] = await Promise.all([
    viewLog(caller, { filter }),
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
