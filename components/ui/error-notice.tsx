import { CircleX, RotateCw } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button } from './button';
import { Notice } from './notice';
import { RequestId } from './request-id';

type Props = {
  title: string;
  message: ReactNode;
  requestId?: string | null | undefined;
  /** Of an error whose request nobody knows here: the server's log names both. */
  reference?: string | undefined;
  onRetry?: (() => void) | undefined;
  busy?: boolean;
  className?: string;
};

export function ErrorNotice({ title, message, requestId, reference, onRetry, busy = false, className }: Props) {
  const retry = onRetry && (
    <Button icon={RotateCw} busy={busy} onClick={onRetry}>
      Try again
    </Button>
  );
  return (
    <Notice
      icon={CircleX}
      tone="bad"
      title={title}
      {...(className && { className })}
      actions={
        (retry || requestId || reference) && (
          <>
            {retry}
            {requestId && <RequestId id={requestId} />}
            {reference && <RequestId id={reference} kind="reference" />}
          </>
        )
      }
    >
      {message}
    </Notice>
  );
}
