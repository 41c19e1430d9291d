import { Download } from 'lucide-react';
import { CopyButton } from '@/components/ui/copy-button';
import { shorten } from '@/components/ui/format';
import { Icon } from '@/components/ui/icon';
import { FileDrop } from './file-drop';
import { Section } from './section';

const command = (vkey: string) => `node chainward-verify.mjs export.xlsx \\\n  --vkey ${vkey}`;

export function VerifyYourself({ vkey }: { vkey: string | null }) {
  const words = vkey ?? '<the verifier key>';
  return (
    <Section
      title="Verify it yourself"
      end={
        <a
          href="/verify/download/chainward-verify.mjs"
          download
          className="flex items-center gap-1.5 rounded-badge font-medium text-accent"
        >
          <Icon of={Download} size={14} />
          Verifier
        </a>
      }
    >
      <div className="px-5 pb-3.5 max-sm:px-4">
        <div className="relative rounded-control border bg-bg-sunken px-3 py-2">
          <pre className="mono overflow-hidden leading-[18px]">
            <span className="text-fg-3"># Node 18 or newer, nothing else{'\n'}</span>
            {command(shorten(words, 20, 4))}
          </pre>
          <span className="absolute top-1 right-1">
            <CopyButton text={command(words)} label="Copy the command" />
          </span>
        </div>
        <FileDrop />
      </div>
    </Section>
  );
}
