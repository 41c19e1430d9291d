import { AppError } from '@/lib/core/errors';
import type { Transaction } from '@/lib/db';

/** Serialised by a lock of the transaction, so that of two at once one is told and none fails at the index. */
export async function refuseTakenName(tx: Transaction, name: string, except?: string): Promise<void> {
  await tx.$queryRaw`SELECT pg_advisory_xact_lock(hashtext('chainward_anchor_names'))::text`;
  const taken = await tx.anchor.findUnique({ where: { name }, select: { id: true } });
  if (taken && taken.id !== except)
    throw new AppError('conflict', 'There is an anchor of this name already', { name: 'Choose another name' });
}
