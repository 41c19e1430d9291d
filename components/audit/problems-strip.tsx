'use client';

import { TriangleAlert, X } from 'lucide-react';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Icon } from '@/components/ui/icon';
import { visibleText } from '@/lib/core/visible-text';

/** A link that asks for something unknown is answered in words, not with a silent "everything". */
export function ProblemsStrip({ problems }: { problems: readonly string[] }) {
  const [open, setOpen] = useState(problems.length > 0);
  if (!open) return null;
  return (
    <div
      role="status"
      className="flex min-h-8 flex-none items-center gap-2 border-b bg-warn-soft py-1 pr-3 pl-4 text-small"
    >
      <Icon of={TriangleAlert} size={14} className="text-warn" />
      <span className="min-w-0 flex-1">Ignored in the address: {problems.map(visibleText).join('; ')}</span>
      <Button variant="ghost" size="mini" icon={X} aria-label="Dismiss" onClick={() => setOpen(false)} />
    </div>
  );
}
