import { askKeeper } from './client';

/**
 * A credential on its way into a row: only the keeper can open it again, and only for the same purpose. Name in the purpose what it
 * belongs to (`anchor/<id>`), so that sealed texts of two rows cannot be exchanged.
 */
export async function sealSecret(purpose: string, text: string, runFolder?: string): Promise<string> {
  const plaintext = Buffer.from(text).toString('base64');
  return (await askKeeper('secret.seal', { purpose, plaintext }, runFolder)).sealed;
}

export async function openSecret(purpose: string, sealed: string, runFolder?: string): Promise<string> {
  const { plaintext } = await askKeeper('secret.open', { purpose, sealed }, runFolder);
  return Buffer.from(plaintext, 'base64').toString();
}
