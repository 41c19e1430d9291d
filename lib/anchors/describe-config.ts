import { createHash } from 'node:crypto';
import { AppError } from '@/lib/core/errors';
import { parseWitnessKey } from '@/lib/ledger/format/cosignature';
import { readTrusted } from '@/lib/pki';
import type { CreateAnchorInput } from './contract';

type Told = string | number | boolean | string[] | null;

/** A configuration as events tell it: nothing secret stands in it, and certificates are named by their digest. */
export function tellConfig(config: object): Record<string, Told> {
  const entries = Object.entries(config as Record<string, Told>).map(([name, value]) =>
    name === 'ca' || name === 'trusted'
      ? [`${name}Sha256`, createHash('sha256').update(String(value)).digest('hex')]
      : [name, value],
  );
  return Object.fromEntries(entries);
}

/** Only what differs, both ways round. */
export function changedFields(before: Record<string, Told>, after: Record<string, Told>) {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter(
    (name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]),
  );
  const pick = (values: Record<string, Told>) => Object.fromEntries(names.map((name) => [name, values[name] ?? null]));
  return { names, before: pick(before), after: pick(after) };
}

/** What no schema that is safe in a browser can see: whether keys and certificates are any. */
export function checkConfig({ kind, config }: Pick<CreateAnchorInput, 'kind' | 'config'>): void {
  if (kind === 'tlog-witness' && 'vkey' in config && !parseWitnessKey(config.vkey))
    throw new AppError('invalid_input', 'This is not the key of a witness', { 'config.vkey': 'Not a witness’s key' });
  for (const name of ['trusted', 'ca'] as const) {
    const pem: unknown = (config as Record<string, unknown>)[name];
    if (typeof pem !== 'string') continue;
    try {
      readTrusted(pem);
    } catch {
      throw new AppError('invalid_input', 'A certificate cannot be read', { [`config.${name}`]: 'Not a certificate' });
    }
  }
}
