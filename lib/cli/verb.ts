import { parseArgs } from 'node:util';
import { AppError } from '@/lib/core/errors';

export type OptionSpec = {
  type: 'string' | 'boolean';
  short?: string;
  value?: string;
  help: string;
  default?: string;
  /** May be given more than once. */
  multiple?: boolean;
};
export type Values = Record<string, string | boolean | string[] | undefined>;

/** What the overview tells of a verb; its code is loaded when it is called. */
export type Entry = {
  /** As typed: `start`, or `ledger verify`. */
  name: string;
  summary: string;
  load(): Promise<Verb>;
};

export type Verb = {
  help?: string;
  options?: Record<string, OptionSpec>;
  /** Names of what stands behind the options, for the usage line. */
  positionals?: string;
  run(values: Values, positionals: string[]): Promise<number>;
};

export const JSON_OPTION: OptionSpec = { type: 'boolean', help: 'print one JSON value, for machines' };
export const DATA_OPTION: OptionSpec = {
  type: 'string',
  value: 'FOLDER',
  help: 'the data folder (default .chainward)',
};

export class UsageError extends AppError {
  constructor(message: string) {
    super('invalid_input', message);
  }
}

const pad = (text: string, width: number) => text.padEnd(width);

export function usage({ name: verbName, summary }: Entry, verb: Verb): string {
  const options = { ...verb.options, help: { type: 'boolean', short: 'h', help: 'show this' } satisfies OptionSpec };
  const rows = Object.entries(options).map(([name, spec]: [string, OptionSpec]) => {
    const flag = `--${name}${spec.value ? ` ${spec.value}` : ''}`;
    return [spec.short ? `-${spec.short}, ${flag}` : `    ${flag}`, spec.help] as const;
  });
  const width = Math.max(...rows.map(([flag]) => flag.length)) + 2;
  const lines = [
    `chainward ${verbName}${verb.positionals ? ` ${verb.positionals}` : ''} [options]`,
    '',
    summary,
    ...(verb.help ? ['', verb.help] : []),
    '',
    'Options',
    ...rows.map(([flag, help]) => `  ${pad(flag, width)}${help}`),
  ];
  return `${lines.join('\n')}\n`;
}

export function overview(verbs: readonly Entry[]): string {
  const width = Math.max(...verbs.map((verb) => verb.name.length)) + 2;
  return `chainward <verb> [options]\n\n${verbs.map((verb) => `  ${pad(verb.name, width)}${verb.summary}`).join('\n')}\n\nEach verb explains itself with --help.\n`;
}

export function parseVerb(verb: Verb, args: string[]): { values: Values; positionals: string[] } {
  const options = Object.fromEntries(
    Object.entries<Pick<OptionSpec, 'type' | 'short' | 'multiple'>>({
      ...verb.options,
      help: { type: 'boolean', short: 'h' },
    }).map(([name, { type, short, multiple = false }]) => [name, { type, multiple, ...(short && { short }) }]),
  );
  try {
    const { values, positionals } = parseArgs({
      args,
      options,
      allowPositionals: verb.positionals !== undefined,
      strict: true,
    });
    return { values: values as Values, positionals };
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

export const textValue = (values: Values, name: string): string | undefined => {
  const value = values[name];
  return typeof value === 'string' ? value : undefined;
};

export const textValues = (values: Values, name: string): string[] => {
  const value = values[name];
  return Array.isArray(value) ? value : [];
};
