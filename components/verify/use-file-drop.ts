import { type ChangeEvent, type DragEvent, useRef, useState } from 'react';

/** What a place needs into which an export is dropped, with a button that chooses one as well. */
export function useFileDrop(onFile: (file: File) => void) {
  const input = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const drag = (isOver: boolean) => (event: DragEvent) => {
    event.preventDefault();
    setOver(isOver);
  };
  const take = (file: File | undefined) => file && onFile(file);
  return {
    over,
    choose: () => input.current?.click(),
    zone: {
      onDragOver: drag(true),
      onDragLeave: drag(false),
      onDrop: (event: DragEvent) => {
        drag(false)(event);
        take(event.dataTransfer.files[0]);
      },
    },
    field: {
      ref: input,
      type: 'file',
      accept: '.xlsx,.ndjson,.jsonl',
      className: 'sr-only',
      tabIndex: -1,
      onChange: (event: ChangeEvent<HTMLInputElement>) => {
        take(event.target.files?.[0]);
        // So that the same file, edited meanwhile, can be chosen once more.
        event.target.value = '';
      },
    },
  } as const;
}
