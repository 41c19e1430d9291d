import { provideWriter } from '@/lib/ledger';
import { askKeeper } from './client';

/** Makes this process a writer of the ledger, under a name and key that the keeper gives it at its first event. */
export function becomeWriter(processName: string): void {
  provideWriter(async () => {
    const { id, key } = await askKeeper('writer.key', { process: processName });
    return { id, key: Buffer.from(key, 'base64') };
  });
}
