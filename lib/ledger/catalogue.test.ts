import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { projectRoot } from '@/lib/paths';
import { CATALOGUE, EVENT_NAMES, isEventName, MODULES } from './catalogue';

const lib = path.join(projectRoot(), 'lib');
const sources = readdirSync(lib, { recursive: true, encoding: 'utf8' }).filter(
  (name) => name.endsWith('.ts') && !/\.test\.ts$|(^|\/)testing\/|^db\/generated\/|^ledger\/catalogue\.ts$/.test(name),
);
const code = new Map(sources.map((name) => [name, readFileSync(path.join(lib, name), 'utf8')]));

/** `name: 'a.b'` is how events are written, `name = 'a.b'` how event 0 is; a command's own name looks alike, but stands beside `run`. */
function namesEmitted(text: string): string[] {
  const commands = new Set(
    [...text.matchAll(/define(?:Command|Query)\(\{\s*name: '([^']+)'/g)].map(([, name]) => name),
  );
  const named = [...text.matchAll(/\b(?:name|event)\b\s*[:=]\s*'([a-z_]+\.[a-z_]+)'/g)].flatMap(([, name]) =>
    name ? [name] : [],
  );
  return named.filter((name) => !commands.has(name));
}

describe('the catalogue', () => {
  it('has looked at the code', () => {
    expect(code.size).toBeGreaterThan(50);
    expect(namesEmitted(code.get('access/sign-in.ts') ?? '')).toEqual([
      'auth.login_failed',
      'auth.login',
      'session.created',
    ]);
  });

  it.each(EVENT_NAMES)('%s is emitted by some code', (name) => {
    const emitters = [...code].filter(([, text]) => namesEmitted(text).includes(name));
    expect(emitters.map(([file]) => file)).not.toEqual([]);
  });

  it('has every event that code emits', () => {
    const emitted = [...code].flatMap(([file, text]) => namesEmitted(text).map((name) => ({ file, name })));
    expect(emitted.length).toBeGreaterThanOrEqual(EVENT_NAMES.length);
    expect(emitted.filter(({ name }) => !isEventName(name))).toEqual([]);
  });

  it('stands in the order of the alphabet, with names that the envelope takes', () => {
    expect(EVENT_NAMES).toEqual([...EVENT_NAMES].sort());
    for (const name of EVENT_NAMES) expect(name).toMatch(/^[a-z][a-z0-9_]{0,31}\.[a-z][a-z0-9_]{0,47}$/);
    for (const entry of Object.values(CATALOGUE)) expect(entry.label).toMatch(/^[A-Z]/);
    expect(MODULES).toEqual([...new Set(MODULES)]);
  });
});
