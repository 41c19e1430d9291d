import type { z } from 'zod';
import { formatCount } from '@/components/ui/format';
import { ANCHOR_CONFIGS, type AnchorKind, type AnchorView, CreateAnchorInput } from '@/lib/anchors/contract';
import { FIELDS, type FieldSpec } from './kinds';

/** Text while it is typed, by the names of the fields; `name` and `secret` stand among the settings. */
export type Draft = Readonly<Record<string, string>>;
export type Errors = Readonly<Record<string, string>>;

const schemaOf = (kind: AnchorKind, name: string): z.ZodType | undefined =>
  (ANCHOR_CONFIGS[kind].shape as Record<string, z.ZodType>)[name];

const toText = (value: unknown): string =>
  Array.isArray(value) ? value.join('\n') : value === undefined || value === null ? '' : String(value);

/** What the schema puts in when nothing is said. */
export function emptyDraft(kind: AnchorKind): Draft {
  const fields = FIELDS[kind].map(({ name }) => [name, toText(schemaOf(kind, name)?.safeParse(undefined).data)]);
  return { ...Object.fromEntries(fields), name: '', secret: '' };
}

/** A stored secret is not known here: its field stays empty, which keeps it. */
export function toDraft({ kind, name, config }: Pick<AnchorView, 'kind' | 'name' | 'config'>): Draft {
  const values: Record<string, unknown> = config;
  const fields = FIELDS[kind].map((field) => [field.name, toText(values[field.name])]);
  return { ...Object.fromEntries(fields), name, secret: '' };
}

export const sameDraft = (a: Draft, b: Draft): boolean =>
  [...new Set([...Object.keys(a), ...Object.keys(b)])].every((key) => (a[key] ?? '').trim() === (b[key] ?? '').trim());

/** Undefined where nothing was said and nothing needs to be. */
function toValue(kind: AnchorKind, { name, input }: FieldSpec, text: string): unknown {
  if (input === 'number') return /^\d{1,9}$/.test(text) ? Number(text) : text;
  if (input === 'list') return text.split(/[\s,;]+/).filter(Boolean);
  const schema = schemaOf(kind, name);
  if (text === '' && schema?.safeParse(undefined).success && !schema.safeParse('').success) return undefined;
  return text;
}

/** As the commands take it, apart from which anchor it is. */
export function toInput(kind: AnchorKind, draft: Draft) {
  const read = (name: string) => (draft[name] ?? '').trim();
  const config: Record<string, unknown> = {};
  for (const field of FIELDS[kind]) {
    if (field.input === 'secret') continue;
    const value = toValue(kind, field, read(field.name));
    if (value !== undefined) config[field.name] = value;
  }
  // Blanks at either end may belong to a password.
  return { kind, name: read('name'), config, ...(draft.secret && { secret: draft.secret }) };
}

/** `config.to.0` and `config.to` both belong to the field `to`. */
export const fieldOf = (path: string): string => {
  const [first = '', second] = path.split('.');
  return first === 'config' && second ? second : first;
};

export const toFields = (fields: Errors): Errors =>
  Object.fromEntries(Object.entries(fields).map(([path, problem]) => [fieldOf(path), problem]));

/** The schemas speak for themselves, except where zod's own words would be for programmers. */
function wordsOf(issue: z.core.$ZodIssue, field: FieldSpec | undefined): string {
  if (field?.input === 'number' && issue.code === 'invalid_type') return 'A whole number';
  if (!/^(?:Too |Invalid)/.test(issue.message)) return issue.message;
  const unit = field?.input === 'number' ? '' : field?.input === 'list' ? ' entries' : ' characters';
  if (issue.code === 'too_big') return `At most ${formatCount(Number(issue.maximum))}${unit}`;
  if (issue.code === 'too_small') return `At least ${formatCount(Number(issue.minimum))}${unit}`;
  return 'This is not understood';
}

/** What is wrong by field; the first of each. `keepsSecret`: one is stored, and an empty field keeps it. */
export function draftErrors(kind: AnchorKind, draft: Draft, keepsSecret: boolean): Errors {
  const errors: Record<string, string> = {};
  const parsed = CreateAnchorInput.safeParse(toInput(kind, draft));
  for (const issue of parsed.error?.issues ?? []) {
    const name = fieldOf(issue.path.map(String).join('.'));
    const empty = (draft[name] ?? '').trim() === '';
    errors[name] ??= empty
      ? 'Fill this in'
      : wordsOf(
          issue,
          FIELDS[kind].find((field) => field.name === name),
        );
  }
  if (kind === 's3' && !keepsSecret && !draft.secret) errors.secret = 'Fill this in';
  return errors;
}
