import { runStaticChecks } from './lib/static-checks.mjs';
import { printSummary } from './lib/summary.mjs';

process.exitCode = printSummary(await runStaticChecks()) ? 0 : 1;
