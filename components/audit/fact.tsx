import type { ReactNode } from 'react';
import { CopyButton } from '@/components/ui/copy-button';
import { shorten } from '@/components/ui/format';

export const Facts = ({ children }: { children: ReactNode }) => (
  <dl className="num grid grid-cols-[66px_minmax(0,1fr)] gap-x-2 gap-y-1.5">{children}</dl>
);

export function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-fg-3 text-small leading-5">{label}</dt>
      <dd className="min-w-0 break-words">{children}</dd>
    </>
  );
}

/** The grey rest of a fact, led by a dot; nothing when there is nothing to say. */
export const Aside = ({ parts }: { parts: readonly (string | null | undefined)[] }) => {
  const said = parts.filter(Boolean);
  return said.length > 0 ? <span className="text-fg-3"> · {said.join(' · ')}</span> : null;
};

/** A long id or hash: cut in the middle for the eye, whole for the clipboard. */
export function HashFact({ label, value }: { label: string; value: string }) {
  return (
    <Fact label={label}>
      <span className="flex items-center gap-1">
        <span className="mono" title={value}>
          {shorten(value, 14, 8)}
        </span>
        <CopyButton text={value} label={`Copy ${label.toLowerCase()}`} className="-my-0.5" />
      </span>
    </Fact>
  );
}
