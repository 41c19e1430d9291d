import { RequestId } from '@/components/ui/request-id';
import { showToast } from '@/components/ui/toast-store';
import type { Failure } from '@/lib/core/result';
import { visibleText } from '@/lib/core/visible-text';

export function sayFailure(what: string, { message, requestId }: Failure): void {
  showToast({
    tone: 'bad',
    text: `${visibleText(what)}: ${message}`,
    detail: requestId && <RequestId id={requestId} />,
  });
}
