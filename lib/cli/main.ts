import { isAppError } from '@/lib/core/errors';
import { front } from './front';
import { keeper } from './keeper';
import { ledgerCheckpoint, ledgerStatus } from './ledger';
import { ledgerVerify } from './ledger-verify';
import { setUpLink } from './set-up-link';
import { start } from './start';
import { overview, parseVerb, UsageError, usage, type Verb } from './verb';
import { web } from './web';
import { worker } from './worker';

const VERBS: readonly Verb[] = [start, setUpLink, ledgerStatus, ledgerVerify, ledgerCheckpoint, keeper, front, web, worker];

const EXIT_USAGE = 64;

/** The verb is the longest name that the words begin with. */
function findVerb(args: readonly string[]): { verb: Verb; rest: string[] } | null {
  for (const length of [2, 1]) {
    const name = args.slice(0, length).join(' ');
    const verb = VERBS.find((candidate) => candidate.name === name);
    if (verb) return { verb, rest: args.slice(length) };
  }
  return null;
}

async function main(args: string[]): Promise<number> {
  const found = findVerb(args);
  if (!found) {
    const asked = args.length === 0 || args[0] === '--help' || args[0] === '-h' || args[0] === 'help';
    const group = VERBS.filter((verb) => verb.name.startsWith(`${args[0]} `));
    const text = overview(group.length > 0 ? group : VERBS);
    if (asked || (group.length > 0 && (args.length === 1 || args[1] === '--help'))) process.stdout.write(text);
    else process.stderr.write(`There is no verb “${args.slice(0, 2).join(' ')}”.\n\n${text}`);
    return asked || group.length > 0 ? 0 : EXIT_USAGE;
  }
  const { values, positionals } = parseVerb(found.verb, found.rest);
  if (values.help) {
    process.stdout.write(usage(found.verb));
    return 0;
  }
  return found.verb.run(values, positionals);
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  // Errors of ours are told in a sentence; anything else with its trace, as it is a fault of the program.
  process.stderr.write(`chainward: ${isAppError(error) ? error.message : error instanceof Error ? error.stack : String(error)}\n`);
  process.exitCode = error instanceof UsageError ? EXIT_USAGE : 1;
}
