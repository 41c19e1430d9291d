import { CopyButton } from './copy-button';
import { shorten } from './format';

export const RequestId = ({ id }: { id: string }) => (
  <span className="inline-flex items-center gap-1">
    <span className="mono text-fg-3" title={id}>
      req {shorten(id, 10, 4)}
    </span>
    <CopyButton text={id} label="Copy request id" />
  </span>
);
