'use client';

import { FileCheck } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useId } from 'react';
import { Button } from '@/components/ui/button';
import { cn } from '@/components/ui/cn';
import { Icon } from '@/components/ui/icon';
import { handFile } from '@/components/verify/handed-file';
import { useFileDrop } from '@/components/verify/use-file-drop';

/** Leads to the verifier with the file; there its key is asked for, as this page is no outsider. */
export function FileDrop() {
  const id = useId();
  const router = useRouter();
  const { over, choose, zone, field } = useFileDrop((file) => {
    handFile(file);
    router.push('/verify');
  });
  return (
    <div
      {...zone}
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
      <input {...field} id={id} />
      <Button onClick={choose}>Choose file</Button>
    </div>
  );
}
