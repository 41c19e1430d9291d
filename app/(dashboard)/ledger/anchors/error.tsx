'use client';

import { PageError } from '@/components/shell/page-error';

export default function AnchorsError(props: { error: Error & { digest?: string }; reset: () => void }) {
  return <PageError {...props} title="The anchors could not be read" />;
}
