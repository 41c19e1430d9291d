import { CircleHelp, FileX2, KeyRound, type LucideIcon, ShieldCheck, ShieldHalf, ShieldX } from 'lucide-react';
import { Badge } from '@/components/ui/badge';
import { Icon } from '@/components/ui/icon';
import { TONE_TEXT, type Tone } from '@/components/ui/tone';
import { visibleText } from '@/lib/core/visible-text';
import type { ExportReport, Verdict } from '@/lib/ledger/verifier';
import { reportFacts, VERDICT_WORDS } from '@/lib/ledger/verifier/words';

const LOOK: Partial<Record<Verdict, { icon: LucideIcon; tone: Tone }>> = {
  ok: { icon: ShieldCheck, tone: 'ok' },
  broken: { icon: ShieldX, tone: 'bad' },
  partial: { icon: ShieldHalf, tone: 'quiet' },
  unpinned: { icon: KeyRound, tone: 'warn' },
  unreadable: { icon: FileX2, tone: 'denied' },
};

const WhereIsTheKey = () => (
  <p className="mt-2 text-pretty text-fg-2">
    Ask whoever runs the log, by a way that does not pass through this file or this page. They see it on the ledger
    page, and <code className="font-mono text-small">chainward ledger status</code> prints it. Keep it: it stays the
    same until the key is changed, and that stands in the log.
  </p>
);

export function VerdictBox({ name, report }: { name: string; report: ExportReport }) {
  const { icon, tone } = LOOK[report.verdict] ?? { icon: CircleHelp, tone: 'quiet' };
  const { title, meaning } = VERDICT_WORDS[report.verdict];
  const facts = [['Name', name], ...reportFacts(report)];
  return (
    <section aria-labelledby="verdict" className="rounded-popover border p-5">
      <div className="flex gap-3">
        <Icon of={icon} className={`mt-1.5 ${TONE_TEXT[tone]}`} />
        <div className="min-w-0">
          <h2 id="verdict" className={`font-medium text-figure ${TONE_TEXT[tone]}`}>
            {title}
          </h2>
          <p className="mt-1 text-pretty text-fg-2">{meaning}</p>
          {report.verdict === 'unpinned' && <WhereIsTheKey />}
          {report.remarks.map((remark) => (
            <p key={remark} className="mt-2 text-pretty text-fg-2">
              {visibleText(remark)}
            </p>
          ))}
        </div>
        <div className="ml-auto flex-none">
          <Badge tone={tone}>{report.verdict}</Badge>
        </div>
      </div>
      <dl className="num mt-4 grid grid-cols-[96px_minmax(0,1fr)] gap-x-4 gap-y-1 border-t pt-4 text-small">
        {facts.map(([label = '', value = '']) => (
          <div key={label} className="contents">
            <dt className="text-fg-3">{label}</dt>
            <dd className="break-words [overflow-wrap:anywhere]">{visibleText(value)}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
