import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { root } from './lib/paths.mjs';

// dependency-cruiser names files after the working directory; `--root` is how the gate's own test feeds it.
const given = process.argv.indexOf('--root');
process.chdir(given === -1 ? root : resolve(process.argv[given + 1] ?? '.'));

// Before the cruiser, which takes its parser as it finds it.
const config = createRequire(import.meta.url)('../.dependency-cruiser.cjs');
const { cruise } = await import('dependency-cruiser');
const alias = createRequire(import.meta.url)('./lib/resolve-alias.cjs');

const SOURCES = ['app', 'components', 'lib', 'bench', 'e2e', 'verifier', 'proxy.ts', 'instrumentation.ts'];
const sources = SOURCES.filter((name) => existsSync(join(process.cwd(), name)));

function explain({ rule, from, to, cycle }) {
  const path = cycle ? [from, ...cycle.map(({ name }) => name)].join(' → ') : `${from} → ${to}`;
  const why = config.forbidden.find(({ name }) => name === rule.name)?.comment;
  return `${rule.name}: ${path}\n    ${why}`;
}

const { forbidden, options } = config;
const { output } =
  sources.length === 0
    ? { output: { modules: [], summary: { violations: [] } } }
    : await cruise(sources, { ...options, ruleSet: { forbidden }, validate: true }, alias.resolve);
const own = output.modules.filter(({ source }) =>
  sources.some((name) => source === name || source.startsWith(`${name}/`)),
);
const { violations } = output.summary;

if (process.argv.includes('--json')) {
  console.log(JSON.stringify({ modules: own.length, violations }));
} else {
  for (const violation of violations) console.error(explain(violation));
  console.log(`imports: ${own.length} modules, ${forbidden.length} rules, ${violations.length} violations`);
}
if (own.length === 0) console.error('imports: no module was seen, so nothing was checked');
process.exitCode = violations.length > 0 || own.length === 0 ? 1 : 0;
