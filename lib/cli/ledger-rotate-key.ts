import { userInfo } from 'node:os';
import { AppError } from '@/lib/core/errors';
import { askKeeper } from '@/lib/keeper/client';
import { dataFolderOf, readRunFile } from './data-folder';
import { DATA_OPTION, JSON_OPTION, textValue, type Verb } from './verb';

export const ledgerRotateKey: Verb = {
  help: 'The keeper must run. The change is an event, signed for by the old key and the new; the old one is destroyed then.',
  options: {
    data: DATA_OPTION,
    reason: { type: 'string', value: 'TEXT', help: 'why, for the log' },
    json: JSON_OPTION,
  },
  run: async (values) => {
    const running = readRunFile(dataFolderOf(textValue(values, 'data')));
    if (!running) throw new AppError('not_found', 'No Chainward runs with this data folder. Start it first');
    const rotated = await askKeeper(
      'ledger.rotateKey',
      { reason: textValue(values, 'reason'), by: userInfo().username },
      running.runFolder,
    );
    process.stdout.write(
      values.json
        ? `${JSON.stringify(rotated)}\n`
        : `The ledger key was changed by event ${rotated.seq}.

  old key  ${rotated.oldVkey}
  new key  ${rotated.newVkey}

Note the new key wherever you noted the old one; whoever knows the old one can follow the log to the new.
Back up the keeper's folder: its earlier copies hold the old key, and cannot go on with this log.
`,
    );
    return 0;
  },
};
