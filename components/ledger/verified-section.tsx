'use client';

import dynamic from 'next/dynamic';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { cn } from '@/components/ui/cn';
import { formatCount } from '@/components/ui/format';
import { RelativeTime } from '@/components/ui/relative-time';
import { CHECK_NAMES, type LedgerView } from '@/lib/reports/contract/ledger';
import { CHECK_LOOK } from './check-look';
import { CheckRow } from './check-row';
import { barParts, CHECK_TITLES, checkWords } from './check-words';
import { ROLES_LOOK } from './roles-look';
import { Section } from './section';

const MendDialog = dynamic(() => import('./mend-dialog').then((module) => module.MendDialog), { ssr: false });

type Props = { view: LedgerView; size: number };

const PARTS = [
  ['sound', 'bg-ok-mark'],
  ['bad', 'bg-bad-mark'],
  ['fresh', 'bg-[color-mix(in_oklab,var(--ok-mark)_55%,var(--bg))]'],
  ['rest', 'bg-data-1'],
] as const;

function Bar({ view, size }: Props) {
  const { whole, fresh } = view.checks;
  const [wholeTo, freshTo] = [whole.upTo ?? 0, Math.max(fresh.upTo ?? 0, whole.upTo ?? 0)];
  const parts = barParts(view.checks, size);
  const seq = parts.bad > 0 ? (whole.seq ?? fresh.seq) : null;
  const words = `Of ${formatCount(size)} events ${formatCount(wholeTo)} were read when the whole log was, ${formatCount(freshTo - wholeTo)} since${
    seq === null ? '' : `; the first bad one is ${formatCount(seq)}`
  }`;
  return (
    <div className="num px-5 pb-3.5 max-sm:px-4">
      <div role="img" aria-label={words} className="flex h-2.5 gap-0.5 overflow-hidden rounded-badge">
        {PARTS.filter(([part]) => parts[part] > 0).map(([part, look]) => (
          <i key={part} style={{ flexGrow: parts[part] }} className={cn('min-w-1.5', look)} />
        ))}
      </div>
      <div aria-hidden="true" className="mt-1.5 flex flex-wrap justify-between gap-x-3 text-fg-3 text-micro">
        <span>0</span>
        {whole.upTo !== null && (
          <span>
            <span className="text-fg-2">Whole log read</span>, to {formatCount(whole.upTo)}
          </span>
        )}
        {freshTo > wholeTo ? (
          <span>
            <span className="text-fg-2">{whole.upTo === null ? 'Read' : 'Since then'}</span>, to {formatCount(freshTo)}
          </span>
        ) : (
          <span>{formatCount(size)}</span>
        )}
      </div>
    </div>
  );
}

export function VerifiedSection({ view, size }: Props) {
  const [mending, setMending] = useState(false);
  const { checks, roles } = view;
  const role = ROLES_LOOK[roles.state];
  return (
    <Section title="Verified" end={<span className="text-fg-3">new rows within a minute, the whole log daily</span>}>
      <Bar view={view} size={size} />
      <ul aria-label="Checks">
        {CHECK_NAMES.map((name) => {
          const check = checks[name];
          const look = CHECK_LOOK[check.state];
          return (
            <CheckRow
              key={name}
              title={CHECK_TITLES[name]}
              look={look}
              working={check.working !== null}
              end={check.at && <RelativeTime iso={check.at} />}
            >
              {checkWords(name, check, size)}
            </CheckRow>
          );
        })}
        <CheckRow
          title="Roles"
          look={role}
          end={
            roles.state !== 'separate' && (
              <Button variant="link" size="chip" className="-mr-2 font-medium" onClick={() => setMending(true)}>
                Mend
              </Button>
            )
          }
        >
          {role.words}
        </CheckRow>
      </ul>
      {mending && <MendDialog roles={roles} onClose={() => setMending(false)} />}
    </Section>
  );
}
