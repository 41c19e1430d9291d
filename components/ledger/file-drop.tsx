'use client';

import { FileCheck } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { type DragEvent, useId, useRef, useState } from 'react';
import { Button } from '@/components/ui/button';
import { cn } from '@/components/ui/cn';
import { Icon } from '@/components/ui/icon';
import { handFile } from '@/components/verify/handed-file';

/** Leads to the verifier with the file; there its key is asked for, as this page is no outsider. */
export function FileDrop() {
  const id = useId();
  const router = useRouter();
  const input = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const take = (file: File | undefined) => {
    if (!file) return;
    handFile(file);
    router.push('/verify');
  };
  const drag = (isOver: boolean) => (event: DragEvent) => {
    event.preventDefault();
    setOver(isOver);
  };
  const drop = (event: DragEvent) => {
    drag(false)(event);
    take(event.dataTransfer.files[0]);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is a second way; the button does the same for everybody
    <div
      onDragOver={drag(true)}
      onDragLeave={drag(false)}
      onDrop={drop}
      className={cn(
        'mt-2.5 flex min-h-16 items-center gap-3 rounded-control border border-line-control border-dashed px-3.5 py-2',
        over && 'border-focus bg-bg-selected',
      )}
    >
      <Icon of={FileCheck} className="text-fg-3" />
      <div className="min-w-0 flex-1">
        <label htmlFor={id} className="font-medium">
          Drop an export or a bundle
        </label>
        <p className="text-fg-3 text-small">Checked in the browser, nothing is uploaded</p>
      </div>
      <input
        ref={input}
        id={id}
        type="file"
        accept=".xlsx,.ndjson,.jsonl"
        className="sr-only"
        tabIndex={-1}
        onChange={(event) => take(event.target.files?.[0])}
      />
      <Button onClick={() => input.current?.click()}>Choose file</Button>
    </div>
  );
}
