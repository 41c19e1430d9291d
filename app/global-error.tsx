'use client';

import './globals.css';
import { PageError } from '@/components/shell/page-error';

/** Replaces the whole document, so it stands on its own feet: no theme, no providers. */
export default function GlobalError(props: { error: Error & { digest?: string }; reset: () => void }) {
  return (
    <html lang="en">
      <body>
        <title>Error · Chainward</title>
        <main>
          <PageError {...props} plain />
        </main>
      </body>
    </html>
  );
}
