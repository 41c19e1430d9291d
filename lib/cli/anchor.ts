import { readFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { createAnchor, deleteAnchor, listAnchors, testAnchor } from '@/lib/anchors';
import { ANCHOR_KINDS, ANCHOR_LABELS, type AnchorView } from '@/lib/anchors/contract';
import { run } from '@/lib/command';
import { AppError, isAppError } from '@/lib/core/errors';
import { visibleText } from '@/lib/core/visible-text';
import { attachDatabase, closeDatabase } from '@/lib/db';
import { adoptRunFolder } from '@/lib/env';
import { type Caller, machine } from '@/lib/identity';
import { becomeWriter } from '@/lib/keeper/client-writer';
import { closeFeed } from '@/lib/ledger';
import { dataFolderOf, readRunFile } from './data-folder';
import { DATA_OPTION, JSON_OPTION, textValue, UsageError, type Values, type Verb } from './verb';

/** Whoever may read the run file holds the database itself: he may what an admin may, under his own name. */
const operator = (): Caller => ({
  ...machine('system', `local operator ${userInfo().username}`),
  roles: ['admin'],
});

async function withInstallation(values: Values, use: (caller: Caller) => Promise<number>): Promise<number> {
  const running = readRunFile(dataFolderOf(textValue(values, 'data')));
  if (!running) throw new AppError('not_found', 'No Chainward runs with this data folder. Start it first');
  attachDatabase(running.urls.app);
  adoptRunFolder(running.runFolder);
  becomeWriter('cli', running.runFolder);
  try {
    return await use(operator());
  } catch (error) {
    throw withFields(error);
  } finally {
    await closeFeed();
    await closeDatabase();
  }
}

/** A form shows what is wrong at the field; here the names of the fields are part of the sentence. */
function withFields(error: unknown): unknown {
  if (!isAppError(error) || Object.keys(error.fields).length === 0) return error;
  const fields = Object.entries(error.fields).map(([name, problem]) => `${name}: ${problem}`);
  return new AppError(error.code, `${error.message} (${fields.join('; ')})`, error.fields);
}

function readFile(file: string): string {
  try {
    return readFileSync(file === '-' ? 0 : file, 'utf8');
  } catch (cause) {
    throw new UsageError(`${file} cannot be read: ${String((cause as NodeJS.ErrnoException).code)}`);
  }
}

function readConfig(file: string): unknown {
  try {
    return JSON.parse(readFile(file));
  } catch (error) {
    if (isAppError(error)) throw error;
    throw new UsageError(`${file} is not JSON`);
  }
}

const standing = ({ enabled, confirmed, failing }: AnchorView): string => {
  if (!enabled) return 'off';
  if (failing) return `failing since ${failing.since}: ${failing.error}`;
  return confirmed ? `${confirmed.size} events at ${confirmed.at}` : 'nothing confirmed yet';
};

async function findByName(name: string | undefined): Promise<AnchorView> {
  if (!name) throw new UsageError('Name the anchor, as `anchor list` shows it');
  const anchor = (await listAnchors()).find((each) => each.name === name || each.id === name);
  if (!anchor) throw new AppError('not_found', `There is no anchor ${name}`);
  return anchor;
}

export const anchorList: Verb = {
  options: { data: DATA_OPTION, json: JSON_OPTION },
  run: (values) =>
    withInstallation(values, async () => {
      const anchors = await listAnchors();
      const lines = anchors.map((each) => `${each.name} (${ANCHOR_LABELS[each.kind]}): ${standing(each)}`);
      const text = lines.length > 0 ? lines.map(visibleText).join('\n') : 'The log is anchored nowhere';
      process.stdout.write(values.json ? `${JSON.stringify(anchors)}\n` : `${text}\n`);
      return 0;
    }),
};

export const anchorAdd: Verb = {
  help: `Kinds: ${ANCHOR_KINDS.join(', ')}. A secret (S3 key, mail password) is read from a file or standard input, never from the command line.`,
  options: {
    data: DATA_OPTION,
    kind: { type: 'string', value: 'KIND', help: 'what kind of place it is' },
    name: { type: 'string', value: 'NAME', help: 'what it is called' },
    config: { type: 'string', value: 'FILE', help: 'its settings as JSON' },
    'secret-file': { type: 'string', value: 'FILE', help: 'where its secret stands; - for standard input' },
    json: JSON_OPTION,
  },
  run: (values) =>
    withInstallation(values, async (caller) => {
      const file = textValue(values, 'config');
      if (!file) throw new UsageError('Give its settings with --config FILE');
      const secretFile = textValue(values, 'secret-file');
      const input = {
        kind: textValue(values, 'kind'),
        name: textValue(values, 'name') ?? '',
        config: readConfig(file),
        ...(secretFile && { secret: readFile(secretFile).replace(/\r?\n$/, '') }),
      };
      const { id } = await run(createAnchor, caller, input);
      process.stdout.write(values.json ? `${JSON.stringify({ id })}\n` : `Added as ${id}\n`);
      return 0;
    }),
};

export const anchorTest: Verb = {
  help: 'Ends with 0 when it was confirmed, otherwise with 1.',
  positionals: 'NAME',
  options: { data: DATA_OPTION, json: JSON_OPTION },
  run: (values, [name]) =>
    withInstallation(values, async (caller) => {
      const { id } = await findByName(name);
      const { confirmed, size, message } = await run(testAnchor, caller, { id });
      process.stdout.write(
        values.json ? `${JSON.stringify({ confirmed, size, message })}\n` : `${visibleText(message)}\n`,
      );
      return confirmed ? 0 : 1;
    }),
};

export const anchorRemove: Verb = {
  positionals: 'NAME',
  options: { data: DATA_OPTION },
  run: (values, [name]) =>
    withInstallation(values, async (caller) => {
      const { id, version } = await findByName(name);
      await run(deleteAnchor, caller, { id, version });
      process.stdout.write('Removed\n');
      return 0;
    }),
};
