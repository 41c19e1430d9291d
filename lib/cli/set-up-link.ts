import { AppError } from '@/lib/core/errors';
import { addressOf } from './address';
import { dataFolderOf, readRunFile } from './data-folder';
import { linkFor } from './start/installation';
import { DATA_OPTION, JSON_OPTION, textValue, type Verb } from './verb';

export const setUpLink: Verb = {
  options: { data: DATA_OPTION, json: JSON_OPTION },
  run: async (values) => {
    const running = readRunFile(dataFolderOf(textValue(values, 'data')));
    if (!running) throw new AppError('not_found', 'No Chainward runs with this data folder. Start it first');
    const link = await linkFor(running.urls.app, addressOf(running.host, running.port));
    if (!link) throw new AppError('conflict', 'The installation has an admin already; links are for the first one');
    process.stdout.write(
      values.json ? `${JSON.stringify({ link, validForMinutes: 60 })}\n` : `${link}\n(works once, for an hour)\n`,
    );
    return 0;
  },
};
