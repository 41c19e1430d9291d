import { CopyButton } from '@/components/ui/copy-button';
import { formatCount, shorten } from '@/components/ui/format';
import type { LedgerKey } from '@/lib/reports/contract/ledger';
import { Section } from './section';

const roleOf = ({ use, until }: LedgerKey): string =>
  use === 'signed' ? `until ${until === null ? 'changed' : formatCount(until)}` : use;

/** Only what is carried to the auditor by another way than the log itself pins anything. */
export function VerifierKeys({ keys }: { keys: readonly LedgerKey[] }) {
  return (
    <Section title="Verifier keys" end={<span className="text-fg-3">Give these to your auditor</span>}>
      {keys.length === 0 ? (
        <p className="px-5 pb-3 text-fg-3 max-sm:px-4">The log has no key yet: it has not begun.</p>
      ) : (
        <ul className="px-5 pb-2 max-sm:px-4">
          {keys.map((key) => (
            <li
              key={key.vkey}
              className="num grid h-8 grid-cols-[68px_minmax(0,1fr)_auto_auto] items-center gap-2.5 border-line-soft border-t"
            >
              <span className="truncate" title={key.label}>
                {key.label}
              </span>
              <span className="mono truncate text-fg-2" title={key.vkey}>
                {shorten(key.vkey, 22, 6)}
              </span>
              <span className="text-right text-fg-3 text-small">{roleOf(key)}</span>
              <CopyButton text={key.vkey} label={`Copy the key that ${roleOf(key)}`} className="-mr-1.5" />
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}
