import { printSummary } from './lib/summary.mjs';
import { PARTS, runParts } from './lib/test-parts.mjs';

process.exitCode = printSummary(await runParts(PARTS)) ? 0 : 1;
