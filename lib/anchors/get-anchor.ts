import { AppError } from '@/lib/core/errors';
import type { Transaction } from '@/lib/db';
import { type Anchor, findAnchor } from './queries';

export const changedMeanwhile = () => new AppError('conflict', 'Somebody else changed this anchor since you opened it');

/** The anchor as the caller saw it, or the reason why not. */
export async function getAnchor(tx: Pick<Transaction, 'anchor'>, id: string, version: number): Promise<Anchor> {
  const anchor = await findAnchor(id, tx);
  if (!anchor) throw new AppError('not_found', 'There is no such anchor');
  if (anchor.version !== version) throw changedMeanwhile();
  return anchor;
}
