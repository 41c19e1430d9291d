import { FileLock2 } from 'lucide-react';
import type { ReactNode } from 'react';
import { Icon } from '@/components/ui/icon';

export default function AuthLayout({ children }: { children: ReactNode }) {
  return (
    <div className="grid min-h-dvh grid-rows-[1fr_auto]">
      {children}
      <footer className="flex min-h-14 items-center gap-2 border-t bg-bg-nav px-6 py-3 text-fg-3 text-small">
        <Icon of={FileLock2} size={14} />
        First visit? The certificate your browser shows must have the fingerprint that the terminal printed.
      </footer>
    </div>
  );
}
