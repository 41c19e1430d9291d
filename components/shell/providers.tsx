'use client';

import { ThemeProvider } from 'next-themes';
import type { ReactNode } from 'react';
import { Toaster } from '@/components/ui/toaster';

type Props = { nonce: string | undefined; children: ReactNode };

/** The scroll lock of dialogs writes a style element; this is the name under which it looks for the nonce. */
function shareNonce(nonce: string | undefined): void {
  if (nonce && typeof window !== 'undefined') Object.assign(window, { __webpack_nonce__: nonce });
}

export function Providers({ nonce, children }: Props) {
  shareNonce(nonce);
  return (
    <ThemeProvider attribute="data-theme" enableSystem disableTransitionOnChange {...(nonce && { nonce })}>
      {children}
      <Toaster />
    </ThemeProvider>
  );
}
