'use client';

import { X } from 'lucide-react';
import { Dialog as Primitive } from 'radix-ui';
import { type ReactNode, useRef } from 'react';
import { Button } from './button';
import { cn } from './cn';

type Props = {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: string;
  description?: string;
  /** `sheet` fills a phone from the bottom, `dialog` stands in the middle; `form` is either, and what is in it scrolls. */
  kind?: 'dialog' | 'sheet' | 'form' | 'bare';
  className?: string;
  children: ReactNode;
};

const SHAPE = {
  dialog: 'top-[18vh] left-1/2 w-[min(440px,calc(100vw-32px))] -translate-x-1/2 rounded-dialog shadow-modal',
  bare: 'top-[14vh] left-1/2 w-[min(560px,calc(100vw-24px))] -translate-x-1/2 rounded-dialog shadow-modal',
  form: [
    'shadow-modal sm:top-[8vh] sm:left-1/2 sm:max-h-[84vh] sm:w-[520px] sm:-translate-x-1/2 sm:rounded-dialog',
    'max-sm:inset-x-0 max-sm:bottom-0 max-sm:max-h-[92dvh] max-sm:rounded-t-dialog',
  ],
  sheet: 'inset-x-0 bottom-0 max-h-[85dvh] rounded-t-dialog shadow-modal',
};

/** Something to fill in or to choose comes before the cross in the corner. */
function focusFirst(event: Event): void {
  const first = event.currentTarget instanceof HTMLElement && event.currentTarget.querySelector('[data-first]');
  if (!(first instanceof HTMLElement)) return;
  event.preventDefault();
  first.focus();
}

export function Dialog({ open, onOpenChange, title, description, kind = 'dialog', className, children }: Props) {
  const cameFrom = useRef<Element | null>(null);
  return (
    <Primitive.Root open={open} onOpenChange={onOpenChange}>
      <Primitive.Portal>
        <Primitive.Overlay className="fixed inset-0 z-40 animate-appear bg-scrim" />
        <Primitive.Content
          {...(!description && { 'aria-describedby': undefined })}
          onOpenAutoFocus={(event) => {
            cameFrom.current = document.activeElement;
            focusFirst(event);
          }}
          // Radix leads back to its own trigger only, which these dialogs have none of.
          onCloseAutoFocus={(event) => {
            event.preventDefault();
            if (cameFrom.current instanceof HTMLElement) cameFrom.current.focus();
          }}
          className={cn('fixed z-40 flex animate-appear flex-col bg-bg-raised outline-none', SHAPE[kind], className)}
        >
          {kind === 'bare' ? (
            <Primitive.Title className="sr-only">{title}</Primitive.Title>
          ) : (
            <div className="flex items-start gap-3 px-4 pt-4">
              <div className="min-w-0 flex-1">
                <Primitive.Title className="font-semibold text-title">{title}</Primitive.Title>
                {description && (
                  <Primitive.Description className="mt-1 text-pretty text-fg-2">{description}</Primitive.Description>
                )}
              </div>
              <Primitive.Close asChild>
                <Button variant="ghost" size="square" icon={X} aria-label="Close" className="-mt-1 -mr-1" />
              </Primitive.Close>
            </div>
          )}
          {children}
        </Primitive.Content>
      </Primitive.Portal>
    </Primitive.Root>
  );
}

export const DialogActions = ({ children }: { children: ReactNode }) => (
  <div className="flex justify-end gap-2 p-4">{children}</div>
);
