import { isAppError } from '@/lib/core/errors';
import { type Entry, overview, parseVerb, UsageError, usage } from './verb';

const ENTRIES: readonly Entry[] = [
  {
    name: 'start',
    summary: 'Start Chainward: database, keeper, front, web and worker.',
    load: async () => (await import('./start')).start,
  },
  {
    name: 'set-up link',
    summary: 'Make a new one-time link for the first admin; earlier links die.',
    load: async () => (await import('./set-up-link')).setUpLink,
  },
  {
    name: 'ledger status',
    summary: 'Where the log stands: size, last signature, what waits.',
    load: async () => (await import('./ledger')).ledgerStatus,
  },
  {
    name: 'ledger verify',
    summary: 'Recompute the whole log and compare it with everything stored and signed.',
    load: async () => (await import('./ledger-verify')).ledgerVerify,
  },
  {
    name: 'ledger reconcile',
    summary: 'Compare every governed row with the last event that accounts for it.',
    load: async () => (await import('./ledger-reconcile')).ledgerReconcile,
  },
  {
    name: 'ledger prove',
    summary: 'Write the proof of one event, or check one.',
    load: async () => (await import('./ledger-prove')).ledgerProve,
  },
  {
    name: 'ledger export',
    summary: 'Write events to a file that verifies on any machine; the export is an event itself.',
    load: async () => (await import('./ledger-export')).ledgerExport,
  },
  {
    name: 'ledger checkpoint',
    summary: 'Have the log signed as it stands now, and print the checkpoint.',
    load: async () => (await import('./ledger')).ledgerCheckpoint,
  },
  {
    name: 'ledger rotate-key',
    summary: 'Change the key that signs the log; the old one vouches for the new.',
    load: async () => (await import('./ledger-rotate-key')).ledgerRotateKey,
  },
  {
    name: 'ledger fork',
    summary: 'Begin a new log in place of one that may not be continued, after a restored backup.',
    load: async () => (await import('./ledger-fork')).ledgerFork,
  },
  {
    name: 'keeper',
    summary: 'Run the keeper: all keys, the sequencer and the signer.',
    load: async () => (await import('./keeper')).keeper,
  },
  {
    name: 'front',
    summary: 'Run the TLS front: HTTPS for browsers, plain HTTP to the web process.',
    load: async () => (await import('./front')).front,
  },
  {
    name: 'web',
    summary: 'Run the web process: pages, actions and API, on loopback behind the front.',
    load: async () => (await import('./web')).web,
  },
  {
    name: 'worker',
    summary: 'Run a worker: whatever happens by schedule or must not happen in a request.',
    load: async () => (await import('./worker')).worker,
  },
  {
    name: 'anchor list',
    summary: 'Where the log is anchored, and how each place stands.',
    load: async () => (await import('./anchor')).anchorList,
  },
  {
    name: 'anchor add',
    summary: 'Add a place where checkpoints are put.',
    load: async () => (await import('./anchor')).anchorAdd,
  },
  {
    name: 'anchor test',
    summary: 'Put the newest checkpoint in one of them now.',
    load: async () => (await import('./anchor')).anchorTest,
  },
  {
    name: 'anchor remove',
    summary: 'Remove one of them; what it confirmed is kept.',
    load: async () => (await import('./anchor')).anchorRemove,
  },
  {
    name: 'witness',
    summary: 'Run a witness for other machines’ logs: it remembers what it has seen and vouches for nothing else.',
    load: async () => (await import('./witness')).witness,
  },
];

const EXIT_USAGE = 64;

/** The verb is the longest name that the words begin with. */
function findVerb(args: readonly string[]): { entry: Entry; rest: string[] } | null {
  for (const length of [2, 1]) {
    const name = args.slice(0, length).join(' ');
    const entry = ENTRIES.find((candidate) => candidate.name === name);
    if (entry) return { entry, rest: args.slice(length) };
  }
  return null;
}

/** No verb: help where it was asked for, otherwise the same with a complaint. A group's name alone lists its verbs. */
function explain([first, second]: readonly string[]): number {
  const group = ENTRIES.filter((entry) => entry.name.startsWith(`${first} `));
  const text = overview(group.length > 0 ? group : ENTRIES);
  const word = group.length > 0 ? second : first;
  if (word === undefined || ['--help', '-h', 'help'].includes(word)) {
    process.stdout.write(text);
    return 0;
  }
  process.stderr.write(`There is no verb “${[first, second].filter(Boolean).join(' ')}”.\n\n${text}`);
  return EXIT_USAGE;
}

async function main(args: string[]): Promise<number> {
  const found = findVerb(args);
  if (!found) return explain(args);
  const verb = await found.entry.load();
  const { values, positionals } = parseVerb(verb, found.rest);
  if (values.help) {
    process.stdout.write(usage(found.entry, verb));
    return 0;
  }
  return verb.run(values, positionals);
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  // Errors of ours are told in a sentence; anything else with its trace, as it is a fault of the program.
  process.stderr.write(
    `chainward: ${isAppError(error) ? error.message : error instanceof Error ? error.stack : String(error)}\n`,
  );
  process.exitCode = error instanceof UsageError ? EXIT_USAGE : 1;
}
