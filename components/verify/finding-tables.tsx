import { visibleText } from '@/lib/core/visible-text';
import type { ExportReport, Finding } from '@/lib/ledger/verifier';
import { findingWords } from '@/lib/ledger/verifier/words';

const MOST = 200;
const HEAD = 'border-b px-2 py-1.5 text-left font-medium text-fg-3 text-micro';
const CELL = 'border-b px-2 py-1.5 align-top [overflow-wrap:anywhere]';

const EditedCells = ({ findings }: { findings: readonly Finding[] }) => (
  <section aria-labelledby="edited" className="mt-6">
    <h3 id="edited" className="mb-2 font-semibold text-title">
      Edited cells
    </h3>
    <table className="num w-full table-fixed border-collapse text-small">
      <thead>
        <tr>
          <th className={`${HEAD} w-[104px]`}>Cell</th>
          <th className={`${HEAD} w-[72px]`}>Event</th>
          <th className={`${HEAD} hidden w-[120px] sm:table-cell`}>Column</th>
          <th className={HEAD}>Shown</th>
          <th className={HEAD}>Recorded</th>
        </tr>
      </thead>
      <tbody>
        {findings.map(({ seq, detail, cell }) => (
          <tr key={`${cell?.sheet}!${cell?.address}`} title={visibleText(detail)}>
            <td className={`${CELL} font-mono`}>{visibleText(`${cell?.sheet}!${cell?.address}`)}</td>
            <td className={CELL}>{seq ?? '–'}</td>
            <td className={`${CELL} hidden sm:table-cell`}>{visibleText(cell?.column ?? '')}</td>
            <td className={`${CELL} text-bad`}>{visibleText(cell?.shown ?? '') || 'nothing'}</td>
            <td className={CELL}>{visibleText(cell?.recorded ?? '') || 'nothing'}</td>
          </tr>
        ))}
      </tbody>
    </table>
  </section>
);

const OtherDamage = ({ findings }: { findings: readonly Finding[] }) => (
  <section aria-labelledby="damage" className="mt-6">
    <h3 id="damage" className="mb-2 font-semibold text-title">
      What is wrong
    </h3>
    <ul className="grid gap-1.5">
      {findings.map((finding, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a report does not change
        <li key={at} className="border-b pb-1.5 text-pretty [overflow-wrap:anywhere]">
          {visibleText(findingWords(finding))}
        </li>
      ))}
    </ul>
  </section>
);

/** The first two hundred of each kind; the command line tells all. */
export function FindingTables({ report }: { report: ExportReport }) {
  const cells = report.findings.filter(({ cell }) => cell).slice(0, MOST);
  const others = report.findings.filter(({ cell }) => !cell).slice(0, MOST);
  const more = report.damages - cells.length - others.length;
  return (
    <>
      {others.length > 0 && <OtherDamage findings={others} />}
      {cells.length > 0 && <EditedCells findings={cells} />}
      {more > 0 && <p className="num mt-3 text-fg-3 text-small">And {more} more.</p>}
    </>
  );
}
