import { createHmac } from 'node:crypto';
import { AppError } from '@/lib/core/errors';

/** Who puts rows into the inbox, and the key that the database does not have. */
export type Writer = { id: string; key: Buffer };

type State = { provide?: () => Promise<Writer>; writer?: Promise<Writer> };

// Next keeps several module graphs in one process; they are one writer.
const shared = globalThis as { chainwardWriter?: State };
const state = (): State => (shared.chainwardWriter ??= {});

/** A process says once where its key comes from; it is fetched at the first event. */
export function provideWriter(provide: () => Promise<Writer>): void {
  shared.chainwardWriter = { provide };
}

export async function getWriter(): Promise<Writer> {
  const current = state();
  if (!current.provide)
    throw new AppError('unavailable', 'This process has no writer key: it was not started by the supervisor');
  current.writer ??= current.provide();
  try {
    return await current.writer;
  } catch (error) {
    delete current.writer;
    throw new AppError('unavailable', 'The keeper does not answer; nothing was changed', {}, { cause: error });
  }
}

/** HMAC-SHA-256 over the digest: a row forged or edited in the inbox shows. */
export const macOf = (key: Buffer, digest: Buffer): Buffer => createHmac('sha256', key).update(digest).digest();
