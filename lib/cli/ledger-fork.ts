import { existsSync, rmSync } from 'node:fs';
import { userInfo } from 'node:os';
import { createInterface } from 'node:readline/promises';
import { AppError } from '@/lib/core/errors';
import { env } from '@/lib/env';
import { type Forked, type ForkPlan, forkLedger, hasKeys } from '@/lib/keeper/fork';
import { createLogger } from '@/lib/log';
import { dataFolderOf, lockDataFolder, makeRunFolder } from './data-folder';
import { openInstallationDatabase } from './start/database';
import { DATA_OPTION, JSON_OPTION, textValue, UsageError, type Verb } from './verb';

const MOST_REASON = 500;

const describePlan = ({ trouble, from, origin }: ForkPlan): string => `${trouble}

  log now   ${from.origin}: ${from.size} events in this database, ${from.signedSize ?? 'an unknown number of'} signed
  new log   ${origin}, under a new key, from event 0

The old log is set aside whole, readable and verifiable for ever, and never continued. What waits goes into the new one.
`;

const describeFork = ({ origin, vkey, oldOrigin, oldVkey }: Forked): string => `The ledger was forked.

  old log   ${oldOrigin}
  old key   ${oldVkey}
  new log   ${origin}
  new key   ${vkey}

Note the new key wherever you noted the old one. Keep what was signed of the old log: it proves how far that log had come.
Start Chainward again, on every machine, and back up database and data folder together.
`;

async function confirmOnTerminal(plan: ForkPlan): Promise<boolean> {
  process.stderr.write(`${describePlan(plan)}\n`);
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await terminal.question('Type “fork” to go on: ').finally(() => terminal.close());
  return answer.trim() === 'fork';
}

export const ledgerFork: Verb = {
  help: 'For a log that the keeper refuses to continue: an older backup was restored, or its end was moved. Chainward must be stopped.',
  options: {
    data: DATA_OPTION,
    reason: { type: 'string', value: 'TEXT', help: 'why; it stands in the new log for ever' },
    yes: { type: 'boolean', help: 'do not ask, for machines' },
    json: JSON_OPTION,
  },
  run: async (values) => {
    const reason = textValue(values, 'reason')?.trim();
    if (!reason || reason.length > MOST_REASON)
      throw new UsageError(`--reason says why, in at most ${MOST_REASON} characters`);
    if (!values.yes && !process.stdin.isTTY)
      throw new UsageError('There is no terminal to ask on: give --yes if you are sure');
    const dataFolder = dataFolderOf(textValue(values, 'data') ?? env().CHAINWARD_DATA);
    if (!existsSync(dataFolder) || !hasKeys(dataFolder))
      throw new AppError('not_found', `${dataFolder} is not the data folder of a keeper`);
    const unlock = await lockDataFolder(dataFolder);
    const log = createLogger('fork');
    // Standard output is for the result.
    if (values.json) log.level = 'warn';
    const runFolder = makeRunFolder(dataFolder);
    try {
      const { urls, server } = await openInstallationDatabase(dataFolder, runFolder, log);
      try {
        const forked = await forkLedger({
          ownerUrl: urls.owner,
          dataFolder,
          reason,
          by: userInfo().username,
          confirm: values.yes ? async () => true : confirmOnTerminal,
        });
        if (!forked) {
          process.stderr.write('Nothing was done.\n');
          return 1;
        }
        process.stdout.write(values.json ? `${JSON.stringify(forked)}\n` : describeFork(forked));
        return 0;
      } finally {
        await server?.stop();
      }
    } finally {
      rmSync(runFolder, { recursive: true, force: true });
      unlock();
    }
  },
};
