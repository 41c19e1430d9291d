import { copyText } from '@/components/ui/copy-text';
import { formatCount } from '@/components/ui/format';
import { showToast } from '@/components/ui/toast-store';

export async function copyEventLink(seq: number): Promise<void> {
  const copied = await copyText(`${window.location.origin}/audit-log?event=${seq}`);
  showToast(
    copied
      ? { tone: 'ok', text: `Copied the link to event ${formatCount(seq)}` }
      : { tone: 'bad', text: 'The browser refused the clipboard; copy the address instead' },
  );
}
