import { Writable } from 'node:stream';
import { machine } from '@/lib/identity';
import type { Keeper } from '@/lib/keeper/run';
import { checkReceipts } from '@/lib/ledger/receipts';
import { exportTo } from '@/lib/reports';
import { makeForeign } from './base-log';
import { type Base, openSite } from './site';

type Request = Parameters<typeof exportTo>[1];

const WHOLE: Request['filter'] = { module: [], status: [] };
const PART: Request['filter'] = { ...WHOLE, status: ['failure'] };

async function exported(keeper: Keeper, format: Request['format'], filter = WHOLE): Promise<Buffer> {
  const parts: Buffer[] = [];
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      parts.push(chunk);
      done();
    },
  });
  const sign = () => keeper.handlers['ledger.checkpoint']({});
  await exportTo(stream, { format, filter }, { caller: machine('system', 'attacked'), sign });
  // All of it is sealed by now; this process must not look for it in another database.
  await checkReceipts();
  return Buffer.concat(parts);
}

/** What was handed out while all was well, and the same of a log that is somebody else's. */
export type ExportFiles = Record<
  'book' | 'bookPart' | 'bundle' | 'bundlePart' | 'foreignBook' | 'foreignBundle',
  Buffer
>;

export async function makeExports(base: Base): Promise<ExportFiles> {
  const site = await openSite(base);
  const ours = await site
    .startKeeper()
    .then(async (keeper) => ({
      book: await exported(keeper, 'xlsx'),
      bookPart: await exported(keeper, 'xlsx', PART),
      bundle: await exported(keeper, 'bundle'),
      bundlePart: await exported(keeper, 'bundle', PART),
    }))
    .finally(() => site.close());
  const foreign = await makeForeign(base.server, async (keeper) => ({
    foreignBook: await exported(keeper, 'xlsx'),
    foreignBundle: await exported(keeper, 'bundle'),
  }));
  return { ...ours, ...foreign };
}
