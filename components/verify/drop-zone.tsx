'use client';

import { FileUp } from 'lucide-react';
import { useId } from 'react';
import { Button } from '@/components/ui/button';
import { cn } from '@/components/ui/cn';
import { Icon } from '@/components/ui/icon';
import { useFileDrop } from './use-file-drop';

type Props = { busy: boolean; onFile: (file: File) => void };

export function DropZone({ busy, onFile }: Props) {
  const id = useId();
  const { over, choose, zone, field } = useFileDrop(onFile);
  return (
    <div
      {...zone}
      className={cn(
        'flex flex-wrap items-center gap-x-4 gap-y-3 rounded-popover border border-line-control border-dashed bg-bg-sunken px-5 py-6',
        over && 'border-focus bg-bg-selected',
      )}
    >
      <Icon of={FileUp} className="text-fg-3" />
      <div className="min-w-0 flex-1 basis-60">
        <label htmlFor={id} className="font-medium">
          Drop an Excel file or a bundle here
        </label>
        <p className="text-pretty text-fg-3 text-small">It is read in this page. Nothing is uploaded.</p>
      </div>
      <input {...field} id={id} />
      <Button variant="primary" size="large" busy={busy} onClick={choose}>
        Choose a file
      </Button>
    </div>
  );
}
