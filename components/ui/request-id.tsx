import { CopyButton } from './copy-button';
import { shorten } from './format';

const KINDS = {
  request: { short: 'req', label: 'Copy request id' },
  reference: { short: 'ref', label: 'Copy reference' },
};

export const RequestId = ({ id, kind = 'request' }: { id: string; kind?: keyof typeof KINDS }) => (
  <span className="inline-flex items-center gap-1">
    <span className="mono text-fg-3" title={id}>
      {KINDS[kind].short} {shorten(id, 10, 4)}
    </span>
    <CopyButton text={id} label={KINDS[kind].label} />
  </span>
);
