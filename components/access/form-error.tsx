import { CircleX } from 'lucide-react';
import type { ReactNode } from 'react';
import { Icon } from '@/components/ui/icon';

export const FormError = ({ children }: { children: ReactNode }) => (
  <div role="alert" className="mb-4 flex gap-2 rounded-control bg-bad-soft px-3 py-2 text-bad">
    <Icon of={CircleX} size={14} className="mt-[3px]" />
    <div className="min-w-0">{children}</div>
  </div>
);
