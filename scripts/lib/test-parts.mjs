import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { findChromium } from '../find-chromium.mjs';
import { findOrInstall } from './debian.mjs';
import { findDebianPostgres, findLibreOffice, findOpenssl } from './find-program.mjs';
import { inRoot, root } from './paths.mjs';
import { readReport } from './reports.mjs';
import { run } from './run.mjs';
import { runStaticChecks } from './static-checks.mjs';

const MINUTE = 60_000;
const vitest = inRoot('node_modules', 'vitest', 'vitest.mjs');
const playwright = inRoot('node_modules', '@playwright', 'test', 'cli.js');

async function runRunner({ name, kind, args, env = {}, timeoutMs }) {
  const report = inRoot('test-results', `${name.replace(/\W+/g, '-')}.json`);
  mkdirSync(inRoot('test-results'), { recursive: true });
  rmSync(report, { force: true });
  console.log(`\ntest: ${name}`);
  const started = performance.now();
  const reporting = {
    vitest: ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`],
    playwright: [],
    figures: ['--out', report],
  }[kind];
  const outcome = await run(process.execPath, [...args, ...reporting], {
    cwd: root,
    env: { NEXT_TELEMETRY_DISABLED: '1', PLAYWRIGHT_JSON_OUTPUT_FILE: report, ...env },
    timeoutMs,
  });
  return { name, ...readReport(report, kind, outcome), seconds: (performance.now() - started) / 1000 };
}

const failure = (name, note) => ({ name, passed: 0, failed: 1, skipped: 0, seconds: 0, note });

/** What the tests of lib/pki compare our certificates with, and what saves the workbooks of lib/reports again. */
const unitTools = async () =>
  (await findOrInstall('OpenSSL', findOpenssl, 'openssl')) &&
  (await findOrInstall('LibreOffice', findLibreOffice, 'libreoffice-calc-nogui'));

export async function unit(extra, { tools = unitTools } = {}) {
  if (!(await tools())) return failure('unit', 'openssl or LibreOffice is missing');
  return runRunner({
    name: 'unit',
    kind: 'vitest',
    args: [vitest, 'run', '--project', 'unit', ...extra],
    timeoutMs: 3 * MINUTE,
  });
}

const db = (extra, name, env) =>
  runRunner({
    name,
    kind: 'vitest',
    args: [vitest, 'run', '--project', 'db', ...extra],
    env,
    timeoutMs: 6 * MINUTE,
  });

const SECOND_DATABASE = 'db on Debian PostgreSQL';

/** Where .ci/run could have installed the second server, its absence is a failure; elsewhere only worth a line. */
export function withoutSecondDatabase({
  ci = process.env.CI === 'true',
  isRoot = process.getuid?.() === 0,
  isDebian = existsSync('/etc/debian_version'),
} = {}) {
  if (ci && isRoot && isDebian) return [failure(SECOND_DATABASE, 'PostgreSQL of Debian is missing')];
  console.log('\ntest: no PostgreSQL of Debian in /usr/lib/postgresql, its run is left out');
  return [];
}

async function bothDatabases(extra) {
  const rows = [await db(extra, 'db', {})];
  const debian = findDebianPostgres();
  if (!debian) return [...rows, ...withoutSecondDatabase()];
  return [...rows, await db(extra, SECOND_DATABASE, { CHAINWARD_TEST_PG_BIN: debian })];
}

async function e2e(extra) {
  const chromium = await findOrInstall('Chromium', findChromium, 'chromium');
  const office = await findOrInstall('LibreOffice', findLibreOffice, 'libreoffice-calc-nogui');
  if (!chromium || !office) return failure('e2e', 'a program is missing');
  return runRunner({
    name: 'e2e',
    kind: 'playwright',
    args: [playwright, 'test', ...extra],
    env: { CHROMIUM_PATH: chromium, SOFFICE_PATH: office },
    timeoutMs: 9 * MINUTE,
  });
}

/** kill −9 under load, against receipts kept outside; `npm run faults` kills twice as often. Figures, each met or not. */
const faults = () =>
  runRunner({
    name: 'faults',
    kind: 'figures',
    args: [inRoot('scripts', 'bench.mjs'), 'faults', '--quick'],
    timeoutMs: 4 * MINUTE,
  });

/** Every attack on a short log, each noticed and named; every control quiet. */
const attack = () =>
  runRunner({
    name: 'attack',
    kind: 'figures',
    args: [inRoot('scripts', 'attack.mjs'), '--quick'],
    timeoutMs: 4 * MINUTE,
  });

const parts = {
  check: () => runStaticChecks(),
  unit: async (extra) => [await unit(extra)],
  db: bothDatabases,
  e2e: async (extra) => [await e2e(extra)],
  faults: async () => [await faults()],
  attack: async () => [await attack()],
};

export const PARTS = Object.keys(parts);

/** One after the other, also after a failure: somebody who waited wants to know everything. */
export async function runParts(names, extra = []) {
  const rows = [];
  for (const name of PARTS) if (names.includes(name)) rows.push(...(await parts[name](extra)));
  return rows;
}
