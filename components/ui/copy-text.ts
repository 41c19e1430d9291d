import { showToast } from './toast-store';

/** The clipboard is refused outside secure contexts and by some policies: says so, and what to do instead. */
export async function copyText(text: string, instead: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    showToast({ tone: 'bad', text: `The browser refused the clipboard; ${instead}` });
    return false;
  }
}
