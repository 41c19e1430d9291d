import { provideWriter } from '@/lib/ledger';
import { askKeeper } from './client';

/** Makes this process a writer of the ledger, under a name and key that the keeper gives it at its first event. */
export function becomeWriter(processName: string, folder?: string): void {
  provideWriter(async () => {
    const { id, key } = await askKeeper('writer.key', { process: processName }, folder);
    return { id, key: Buffer.from(key, 'base64') };
  });
}

/** The key of an earlier writer of this name, for what it left in its spools. */
export async function keyOfEarlierWriter(processName: string, id: string, folder?: string): Promise<Buffer> {
  return Buffer.from((await askKeeper('writer.key', { process: processName, id }, folder)).key, 'base64');
}
