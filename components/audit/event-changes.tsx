import { visibleText } from '@/lib/core/visible-text';
import type { Envelope } from '@/lib/ledger/contract';
import { fieldLabel, listChanges } from './changes';
import { PanelSection } from './panel-section';

const CELL = 'border-t px-2 py-1 align-top break-words';
const HEAD = 'px-2 py-[3px] text-left font-medium text-fg-3 text-micro';

const Value = ({ text }: { text: string | null }) =>
  text === null ? <span className="text-fg-3">–</span> : visibleText(text);

export function EventChanges({ changes }: { changes: NonNullable<Envelope['changes']> }) {
  const list = listChanges(changes.before, changes.after);
  if (list.length === 0) return null;
  return (
    <PanelSection title="Changes" note={list.length}>
      <div className="overflow-hidden rounded-control border">
        <table className="num w-full table-fixed border-collapse text-small">
          <thead>
            <tr>
              <th className={`${HEAD} w-[86px]`}>Field</th>
              <th className={`${HEAD} border-l`}>Before</th>
              <th className={`${HEAD} border-l`}>After</th>
            </tr>
          </thead>
          <tbody>
            {list.map(({ field, before, after }) => (
              <tr key={field}>
                <th scope="row" className={`${CELL} text-left font-normal text-fg-3`} title={visibleText(field)}>
                  {visibleText(fieldLabel(field))}
                </th>
                <td className={`${CELL} border-l bg-bad-soft`}>
                  <Value text={before} />
                </td>
                <td className={`${CELL} border-l bg-ok-soft`}>
                  <Value text={after} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </PanelSection>
  );
}
