'use client';

import { PageError } from '@/components/shell/page-error';

export default function AuditLogError(props: { error: Error & { digest?: string }; reset: () => void }) {
  return <PageError {...props} title="The events could not be read" />;
}
