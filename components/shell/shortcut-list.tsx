import { Kbd } from '@/components/ui/kbd';

const SHORTCUTS = [
  { keys: ['J', 'K'], does: 'older, newer event' },
  { keys: ['L'], does: 'hold new events back' },
  { keys: ['C'], does: 'copy link' },
  { keys: ['Esc'], does: 'close' },
];

/** The keys of the audit log, where somebody looks who wonders what can be pressed. */
export const ShortcutList = () => (
  <ul
    aria-label="Keys in the audit log"
    className="flex flex-wrap gap-x-4 gap-y-1.5 border-t px-3.5 py-2.5 max-sm:hidden"
  >
    {SHORTCUTS.map(({ keys, does }) => (
      <li key={does} className="flex items-center gap-1 text-fg-3 text-small">
        {keys.map((key) => (
          <Kbd key={key}>{key}</Kbd>
        ))}
        {does}
      </li>
    ))}
  </ul>
);
