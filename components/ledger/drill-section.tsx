'use client';

import { CircleCheck, CircleX } from 'lucide-react';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { ErrorNotice } from '@/components/ui/error-notice';
import { formatCount } from '@/components/ui/format';
import { Icon } from '@/components/ui/icon';
import { readBody, request } from '@/components/ui/request';
import type { Failure } from '@/lib/core/result';
import type { DrillFound, DrillName, DrillReport } from '@/lib/reports/contract/ledger';
import { DrillRow } from './drill-row';
import { DRILL_NAMES } from './drill-words';
import { Section } from './section';

const post = async (drills: readonly DrillName[]) => {
  const response = await request('/api/ledger/drill', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ drills }),
  });
  return response instanceof Response ? readBody(response.json() as Promise<DrillReport>) : response;
};

function Named({ named, tried }: { named: number; tried: number }) {
  const all = named === tried;
  return (
    <span
      className={
        all ? 'flex items-center gap-1.5 font-medium text-ok' : 'flex items-center gap-1.5 font-medium text-bad'
      }
    >
      <Icon of={all ? CircleCheck : CircleX} size={14} />
      {named} of {tried} named
    </span>
  );
}

/** On a copy in memory: the log itself is not touched, and what is shown was computed a moment ago. */
export function DrillSection() {
  const [found, setFound] = useState<ReadonlyMap<DrillName, DrillFound>>(new Map());
  const [report, setReport] = useState<DrillReport | null>(null);
  const [running, setRunning] = useState<readonly DrillName[]>([]);
  const [failure, setFailure] = useState<Failure | null>(null);

  const run = async (drills: readonly DrillName[]) => {
    setRunning(drills);
    const result = await post(drills);
    setRunning([]);
    setFailure(result.ok ? null : result);
    if (!result.ok) return;
    setReport(result.value);
    setFound(
      (known) => new Map([...known, ...result.value.outcomes.map(({ drill, found: one }) => [drill, one] as const)]),
    );
  };

  const named = [...found.values()].filter(({ anchored }) => anchored !== null).length;
  return (
    <Section
      title="Tamper drill"
      {...(found.size === 0 && { note: 'on a copy' })}
      className="border-b-0"
      end={
        <>
          {found.size > 0 && <Named named={named} tried={found.size} />}
          <Button
            size="chip"
            busy={running.length > 1}
            disabled={running.length === 1}
            onClick={() => void run(DRILL_NAMES)}
          >
            Run all
          </Button>
        </>
      }
    >
      <div className="px-5 pb-4 max-sm:px-4">
        {failure && (
          <ErrorNotice
            title="The drill was not run"
            message={failure.message}
            requestId={failure.requestId}
            className="mb-3"
          />
        )}
        <ul>
          {DRILL_NAMES.map((drill) => (
            <DrillRow
              key={drill}
              drill={drill}
              found={found.get(drill) ?? null}
              busy={running.includes(drill)}
              onRun={() => void run([drill])}
            />
          ))}
        </ul>
        <p role="status" className="num min-h-8 border-line-soft border-t pt-2 text-pretty text-fg-3 text-small">
          {report
            ? `Events ${formatCount(report.from)} to ${formatCount(report.to)} were copied, ${formatCount(report.at)} was damaged. ${
                report.untouched
                  ? `The copy was not whole to begin with: event ${formatCount(report.untouched.seq)}, ${report.untouched.what}.`
                  : 'Undamaged, the copy raised no alarm.'
              }`
            : 'Damages a copy of the newest signed events as somebody with all rights on the database could, and tells who would notice. The log itself is not touched.'}
        </p>
      </div>
    </Section>
  );
}
