import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { Benchmark } from './frame/figure';
import { table } from './frame/print';

const BENCHMARKS: Record<string, () => Promise<Benchmark>> = {
  faults: async () => (await import('./faults')).faults,
  flips: async () => (await import('./flips')).flips,
  ledger: async () => (await import('./ledger')).ledger,
  requests: async () => (await import('./requests')).requests,
};

/** Parts of a benchmark that need a process of their own; called by the benchmark, not by people. */
const PARTS: Record<string, () => Promise<() => Promise<void>>> = {
  'fault-writers': async () => (await import('./faults/writers')).runFaultWriters,
  'flip-share': async () => (await import('./flips')).runFlips,
  'ledger-writers': async () => (await import('./ledger/writers')).runWriters,
};

const USAGE = `npm run bench -- <name> [--quick] [--json] [--events N [--data FOLDER]]

  ${Object.keys(BENCHMARKS).join(', ')}

  --quick   fewer and shorter rounds
  --events  fill the log up to this many events first
  --data    where the log is kept, to be filled further or measured again; without it a new one is made and removed
  --out     a file that gets the same JSON
  --json    an array of {name, value, unit, baseline, ratio, goal, met}
`;

async function main(): Promise<number> {
  const [first = ''] = process.argv.slice(2);
  const part = PARTS[first];
  if (part) {
    await (await part())();
    return 0;
  }
  const { values, positionals } = parseArgs({
    options: {
      quick: { type: 'boolean' },
      events: { type: 'string' },
      data: { type: 'string' },
      json: { type: 'boolean' },
      out: { type: 'string' },
      help: { type: 'boolean', short: 'h' },
    },
    allowPositionals: true,
  });
  const load = BENCHMARKS[positionals[0] ?? ''];
  const events = Number(values.events ?? 0);
  if (!load || values.help || !Number.isSafeInteger(events) || events < 0) {
    process.stdout.write(USAGE);
    return values.help ? 0 : 64;
  }
  const benchmark = await load();
  const progress = (text: string) => process.stderr.write(`${text}\n`);
  const figures = await benchmark.run({
    quick: values.quick === true,
    events,
    data: values.data ?? null,
    progress,
  });
  if (values.out) writeFileSync(values.out, JSON.stringify(figures));
  process.stdout.write(values.json ? `${JSON.stringify(figures)}\n` : `\n${benchmark.summary}\n\n${table(figures)}`);
  return figures.every((figure) => figure.met) ? 0 : 1;
}

process.exitCode = await main();
