'use client';

import { Lock, RotateCw } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { startTransition } from 'react';
import { Button } from '@/components/ui/button';
import { ErrorNotice } from '@/components/ui/error-notice';
import { Notice } from '@/components/ui/notice';

type Props = {
  error: Error & { digest?: string };
  reset: () => void;
  title?: string;
  /** Without tooltips and the router, for when nothing else of the page is left. */
  plain?: boolean;
};

/** In production only the digest of an error reaches the browser; a refusal says so in it. */
const isForbidden = (error: Props['error']) =>
  error.digest === 'forbidden' || ('code' in error && error.code === 'forbidden');

function Retrying({ error, reset, title }: Props) {
  const router = useRouter();
  const retry = () =>
    startTransition(() => {
      router.refresh();
      reset();
    });
  return (
    <ErrorNotice
      title={title ?? 'This page could not be shown'}
      message="Something went wrong on the server, or its database does not answer. Nothing was changed."
      reference={error.digest}
      onRetry={retry}
    />
  );
}

export function PageError(props: Props) {
  const { error, title = 'Error', plain = false } = props;
  const forbidden = isForbidden(error);
  return (
    <div className="mx-auto w-full max-w-lg p-4 pt-[12vh]">
      <h1 className="sr-only">{forbidden ? 'Not allowed' : title}</h1>
      {forbidden ? (
        <Notice icon={Lock} title="Your role does not allow this page">
          Ask an admin for a role that does.
        </Notice>
      ) : plain ? (
        <Notice
          icon={RotateCw}
          title="This page could not be shown"
          actions={<Button onClick={() => window.location.reload()}>Load again</Button>}
        >
          Something went wrong. Nothing was changed.{error.digest && ` Reference ${error.digest}.`}
        </Notice>
      ) : (
        <Retrying {...props} />
      )}
    </div>
  );
}
