import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { startEmbedded } from '@/lib/db/operate';
import { VERDICTS, type Verdict } from '@/lib/ledger/verify/verdict';
import { startPart } from '../frame/part';
import type { Result } from './attack';
import { EXPORT_ATTACKS } from './attacks/exports';
import { makeBase } from './base-log';
import { CONTROLS, type ControlResult, runControl } from './controls';
import { type ExportFiles, makeExports } from './export-files';
import { lookAtGiven } from './given';
import { report } from './print';
import { ATTACKS, attack, attackFile } from './run';
import type { Base, Server } from './site';
import { runSixteenPart } from './sixteen';

const EVENTS = 3_000;
const WRITERS_PART = 'attack-writers';

const USAGE = `npm run attack [-- --only NAME]… [--quick] [--json]
npm run attack -- --dsn URL | --bundle FILE [--vkey KEY] [--json]

Without --dsn or --bundle: makes a log, carries out every attack on a copy of it, and shows which were noticed.
With one of them: says what was done to a log that somebody else has damaged; the exit code is the verdict’s.

  --only    an attack or a control by its name, or the beginning of it; may be given several times
  --quick   a shorter log
  --json    an array of {attack, verdict, firstBad, detected}; the controls only when --only names them
  --out     a file that gets, of each attack and control, whether it went as it must
  --vkey    the log’s key, from elsewhere than the log

${[...ATTACKS, ...EXPORT_ATTACKS, ...CONTROLS].map(({ name, title }) => `  ${name.padEnd(40)} ${title}`).join('\n')}
`;

/** A server of our own, with fsync off: nothing here outlives the run. */
async function withServer<T>(use: (server: Server) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(path.join(tmpdir(), 'cw-attack-'));
  chmodSync(folder, 0o711);
  const socketFolder = path.join(folder, 's');
  mkdirSync(socketFolder);
  chmodSync(socketFolder, 0o777);
  const dataFolder = path.join(folder, 'd', 'postgres');
  mkdirSync(path.dirname(dataFolder));
  chmodSync(path.dirname(dataFolder), 0o777);
  const server = await startEmbedded({ dataFolder, socketFolder, settings: { fsync: 'off', shared_buffers: '64MB' } });
  try {
    return await use(server);
  } finally {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

const outcome = ({ detected, title, expected, verdict, firstBad, named }: Result): string =>
  detected
    ? `noticed: ${title}`
    : `UNNOTICED: ${title}: ${verdict}, ${named.join(', ') || 'nothing named'}, first bad ${firstBad}; expected ${expected.damage} at ${expected.firstBad ?? 'any place'}`;

type Chosen = { attacks: typeof ATTACKS; onFiles: typeof EXPORT_ATTACKS; controls: typeof CONTROLS };

function choose(only: readonly string[]): Chosen {
  const isChosen = ({ name }: { name: string }) => only.length === 0 || only.some((given) => name.startsWith(given));
  return {
    attacks: ATTACKS.filter(isChosen),
    onFiles: EXPORT_ATTACKS.filter(isChosen),
    controls: CONTROLS.filter(isChosen),
  };
}

async function runAll(
  base: Base,
  { attacks, onFiles, controls }: Chosen,
): Promise<{ results: Result[]; controlled: ControlResult[] }> {
  const progress = (text: string) => process.stderr.write(`${text}\n`);
  const results: Result[] = [];
  for (const one of attacks) {
    const result = await attack(base, one);
    progress(outcome(result));
    results.push(result);
  }
  let made: Promise<ExportFiles> | undefined;
  const files = () => (made ??= makeExports(base));
  for (const one of onFiles) {
    const result = await attackFile(base, await files(), one);
    progress(outcome(result));
    results.push(result);
  }
  const controlled: ControlResult[] = [];
  for (const one of controls) {
    const result = await runControl(one, { base, files, start: (job) => startPart(WRITERS_PART, job) });
    progress(`${result.alarm ? 'FALSE ALARM' : 'quiet'}: ${one.title}`);
    controlled.push(result);
  }
  return { results, controlled };
}

const asJson = (results: readonly Result[], controls: readonly ControlResult[]): string => {
  const attacks = results.map(({ attack: name, verdict, firstBad, detected }) => ({
    attack: name,
    verdict,
    firstBad,
    detected,
  }));
  const others = controls.map(({ control, verdict, alarm }) => ({
    attack: control,
    verdict,
    firstBad: null,
    detected: alarm,
  }));
  return `${JSON.stringify([...attacks, ...others])}\n`;
};

async function main(): Promise<number> {
  if (process.argv[2] === WRITERS_PART) {
    await runSixteenPart();
    return 0;
  }
  const { values } = parseArgs({
    options: {
      only: { type: 'string', multiple: true },
      quick: { type: 'boolean' },
      json: { type: 'boolean' },
      out: { type: 'string' },
      dsn: { type: 'string' },
      bundle: { type: 'string' },
      vkey: { type: 'string' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help) {
    process.stdout.write(USAGE);
    return 0;
  }
  if (values.dsn || values.bundle) {
    const seen = await lookAtGiven(values);
    const { verdict, firstBad, named, words } = seen;
    const detected = !['ok', 'partial', 'unanchored', 'unpinned'].includes(verdict);
    process.stdout.write(
      values.json ? `${JSON.stringify([{ attack: named[0] ?? null, verdict, firstBad, detected }])}\n` : words,
    );
    return VERDICTS[verdict as Verdict];
  }
  const only = values.only ?? [];
  const chosen = choose(only);
  if (Object.values(chosen).every((list) => list.length === 0)) {
    process.stderr.write(`There is no such attack.\n\n${USAGE}`);
    return 64;
  }
  return withServer(async (server) => {
    const { base, remove } = await makeBase(server, values.quick ? 500 : EVENTS);
    const { results, controlled } = await runAll(base, chosen).finally(remove);
    const met = [...results.map(({ detected }) => detected), ...controlled.map(({ alarm }) => !alarm)];
    if (values.out) writeFileSync(values.out, JSON.stringify(met.map((one) => ({ met: one }))));
    const shown = only.length > 0 ? controlled : [];
    process.stdout.write(values.json ? asJson(results, shown) : `\n${report(results, controlled)}`);
    return met.every(Boolean) ? 0 : 1;
  });
}

try {
  process.exitCode = await main();
} catch (error) {
  const isUsage = error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS');
  process.stderr.write(`${error instanceof Error ? (isUsage ? error.message : error.stack) : String(error)}\n`);
  process.exitCode = isUsage ? 64 : 1;
}
