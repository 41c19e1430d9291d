import { Link2 } from 'lucide-react';
import { cn } from '@/components/ui/cn';
import { Icon } from '@/components/ui/icon';

/** Every row here is in the chain; the mark is darker once a signed checkpoint covers it. */
export function SealMark({ signed, size = 14 }: { signed: boolean; size?: 12 | 14 }) {
  const words = signed ? 'Sealed and signed' : 'Sealed, not yet signed';
  return (
    <span className={cn('grid place-items-center', signed ? 'text-fg-3' : 'text-fg-faint')} title={words}>
      <Icon of={Link2} size={size} />
      <span className="sr-only">{words}</span>
    </span>
  );
}
