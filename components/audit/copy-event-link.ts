import { copyText } from '@/components/ui/copy-text';
import { formatCount } from '@/components/ui/format';
import { showToast } from '@/components/ui/toast-store';

export async function copyEventLink(seq: number): Promise<void> {
  const copied = await copyText(`${window.location.origin}/audit-log?event=${seq}`, 'copy the address instead');
  if (copied) showToast({ tone: 'ok', text: `Copied the link to event ${formatCount(seq)}` });
}
