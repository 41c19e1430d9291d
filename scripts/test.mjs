import { printSummary } from './lib/summary.mjs';
import { PARTS, runParts } from './lib/test-parts.mjs';

const args = process.argv.slice(2);
const end = args.indexOf('--');
const own = end === -1 ? args : args.slice(0, end);
const extra = end === -1 ? [] : args.slice(end + 1);

const unknown = own.filter((arg) => !PARTS.some((part) => arg === `--${part}`));
if (unknown.length > 0) {
  const options = PARTS.map((part) => `[--${part}]`).join(' ');
  console.error(`test: unknown option ${unknown.join(' ')}\nusage: npm test -- ${options} [-- runner arguments]`);
  process.exit(2);
}

const chosen = PARTS.filter((part) => own.includes(`--${part}`));
const usual = process.env.CI === 'true' ? PARTS : PARTS.filter((part) => part !== 'check');
const rows = await runParts(chosen.length > 0 ? chosen : usual, extra);
process.exitCode = printSummary(rows) ? 0 : 1;
