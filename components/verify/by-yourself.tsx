import { Download } from 'lucide-react';
import { buttonStyle } from '@/components/ui/button';
import { Icon } from '@/components/ui/icon';

const LINES = `sha256sum chainward-verify.mjs        # is it the published one?
node chainward-verify.mjs events.xlsx --vkey '<the log’s key>'
echo $?                               # 0 ok, 10 broken, 11 partial, 12 unpinned, 16 unreadable`;

const FILES = [
  { name: 'chainward-verify.mjs', words: 'The command' },
  { name: 'verify.html', words: 'This page, without a server' },
] as const;

/** Whoever does not trust this server should not have to: the same check, elsewhere. */
export const ByYourself = () => (
  <section aria-labelledby="yourself" className="mt-10 border-t pt-6">
    <h2 id="yourself" className="font-semibold text-title">
      Verify it yourself
    </h2>
    <p className="mt-1 text-pretty text-fg-2">
      A page can be changed by whoever serves it. The same verifier is one readable file without dependencies; keep a
      copy from a place you trust, and run it on any machine with Node 18 or newer.
    </p>
    <pre className="mt-3 whitespace-pre-wrap rounded-control border bg-bg-sunken px-3.5 py-3 font-mono text-small [overflow-wrap:anywhere]">
      {LINES}
    </pre>
    <div className="mt-3 flex flex-wrap gap-2">
      {FILES.map(({ name, words }) => (
        <a key={name} href={`/verify/download/${name}`} download={name} className={buttonStyle()}>
          <Icon of={Download} size={14} />
          {words}
        </a>
      ))}
    </div>
  </section>
);
