import { readFileSync } from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import { damage, unguarded } from '../../lib/ledger/testing/tamper';
import type { Installation } from './installation';

/** What somebody with the owner's rights on the database can do, its guards off meanwhile. */
export async function changeDatabase({ dataFolder }: Installation, statement: string): Promise<void> {
  const { urls } = JSON.parse(readFileSync(path.join(dataFolder, 'run.json'), 'utf8')) as { urls: { owner: string } };
  const { username, pathname, searchParams } = new URL(urls.owner);
  const client = new pg.Client({ user: username, database: pathname.slice(1), host: searchParams.get('host') ?? '' });
  await client.connect();
  try {
    await unguarded(client, () => damage(client, statement));
  } finally {
    await client.end();
  }
}
