import { PrismaPg } from '@prisma/adapter-pg';
import { AppError, isAppError } from '@/lib/core/errors';
import { env } from '@/lib/env';
import { mapDatabaseError } from './errors';
import { type Prisma, PrismaClient } from './generated/client';
import { createPool, type Pool } from './pool';

export type Transaction = Prisma.TransactionClient;
type Handle = { url: string; prisma: PrismaClient; pool: Pool };

// Next keeps several module graphs in one process; they share one pool through the global.
const shared = globalThis as { chainwardDatabase?: Handle };

export function databaseUrl(): string {
  const url = shared.chainwardDatabase?.url ?? env().DATABASE_URL;
  if (!url)
    throw new AppError('unavailable', 'No database: set DATABASE_URL, or use `chainward start`, which brings its own');
  return url;
}

/** A disk that is busy for seconds is no reason to refuse a change that would have gone through. */
const LONGEST_MS = 15_000;

export function openDatabase(url: string, size = 16): Handle {
  const pool = createPool(url, 'app', size);
  return {
    url,
    pool,
    prisma: new PrismaClient({
      adapter: new PrismaPg(pool),
      transactionOptions: { maxWait: 5_000, timeout: LONGEST_MS },
    }),
  };
}

const handle = (): Handle => (shared.chainwardDatabase ??= openDatabase(databaseUrl()));

/** Reads. Changes go through `inTransaction`, from the command layer. */
export const prisma = (): PrismaClient => handle().prisma;

/** The same connections without Prisma, for slices of the log. */
export const pool = (): Pool => handle().pool;

/** One transaction; its database errors come out as ours. */
export async function inTransaction<T>(run: (tx: Transaction) => Promise<T>): Promise<T> {
  let decided = false;
  try {
    return await prisma().$transaction(async (tx) => {
      const result = await run(tx);
      decided = true;
      return result;
    });
  } catch (error) {
    const mapped = mapDatabaseError(error);
    // Lost while COMMIT was on its way: nobody can say here whether it arrived.
    if (decided && isAppError(mapped) && mapped.code === 'unavailable') {
      const words = 'The database went away during the commit; look whether the change is there before you repeat it';
      throw new AppError('unavailable', words, {}, { cause: error });
    }
    throw mapped;
  }
}

export async function closeDatabase(): Promise<void> {
  const open = shared.chainwardDatabase;
  delete shared.chainwardDatabase;
  await open?.prisma.$disconnect();
  if (open && !open.pool.ended) await open.pool.end();
}

/** For tests, which have a database each. */
export function attachDatabase(url: string): void {
  shared.chainwardDatabase = openDatabase(url);
}
