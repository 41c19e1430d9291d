'use client';

import { FileUp } from 'lucide-react';
import { type DragEvent, useId, useRef, useState } from 'react';
import { Button } from '@/components/ui/button';
import { cn } from '@/components/ui/cn';
import { Icon } from '@/components/ui/icon';

type Props = { busy: boolean; onFile: (file: File) => void };

export function DropZone({ busy, onFile }: Props) {
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const drag = (isOver: boolean) => (event: DragEvent) => {
    event.preventDefault();
    setOver(isOver);
  };
  const drop = (event: DragEvent) => {
    drag(false)(event);
    const file = event.dataTransfer.files[0];
    if (file) onFile(file);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is a second way; the button does the same for everybody
    <div
      onDragOver={drag(true)}
      onDragLeave={drag(false)}
      onDrop={drop}
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
      <input
        ref={input}
        id={id}
        type="file"
        accept=".xlsx,.ndjson,.jsonl"
        className="sr-only"
        tabIndex={-1}
        onChange={(event) => {
          const file = event.target.files?.[0];
          if (file) onFile(file);
          // So that the same file, edited meanwhile, can be chosen once more.
          event.target.value = '';
        }}
      />
      <Button variant="primary" size="large" busy={busy} onClick={() => input.current?.click()}>
        Choose a file
      </Button>
    </div>
  );
}
