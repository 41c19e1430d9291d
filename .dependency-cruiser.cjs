/**
 * Imports go down only, through the doors, and pure files stay pure.
 * Each rule has a file in scripts/fixtures/imports/bad that breaks it, so that a rule which fires no more is noticed.
 */
require('./scripts/lib/swc-all-imports.cjs');

const anyOf = (...names) => `(?:${names.join('|')})`;
const inLib = (...names) => `^lib/${anyOf(...names)}/`;
const packages = (...names) => `(?:^|/)node_modules/${anyOf(...names)}`;

const LEAVES = ['alerts', 'reports', 'integrations'];
const DOMAINS = [
  'access',
  'anchors',
  'settings',
  'authorities',
  'issuance',
  'inventory',
  'discovery',
  'rotation',
  'anomaly',
  ...LEAVES,
];
const PROCESSES = ['jobs', 'front', 'cli'];
const BELOW = ['core', 'db', 'ledger', 'identity', 'command', 'pki', 'tls', 'keeper', 'egress'];

const APP = '^(?:app/|proxy\\.ts$|instrumentation(?:-client)?\\.ts$)';
const CORE = '^lib/core/';
/** For all processes; it touches environment, disk or output, so not for pure files. */
const BOTTOM = '^lib/(?:core/|(?:env|log|metrics|paths)\\.ts$)';
const CONTRACT = '^lib/[^/]+/contract(?:\\.ts$|/)';
/** `next.ts` is the door for what only works inside a Next request. */
const DOOR = '^lib/[^/]+/(?:(?:index|next)\\.ts$|contract(?:\\.ts$|/))';
const RULES = '^lib/([^/]+)(?:/|/.+/)rules(?:\\.ts$|/)';
const FORMAT = '^lib/ledger/format/';
/** Also runs on pages and outside of any installation, in one file. */
const VERIFIER = '^lib/ledger/verifier/';
const TEST = '\\.test\\.(?:ts|tsx|mjs)$|^lib/[^/]+/testing/|^e2e/|^bench/';
const OURS = '^(?:app|components|lib|bench|e2e|verifier|scripts)/';
/** Not `net`, which also holds isIP. */
const DOING_IO = '^(?:node:)?(?:fs|http|https|http2|tls|dgram|dns|child_process|worker_threads|cluster|os)(?:/|$)';

/** Calculate only, and run anywhere. */
const PURE_PACKAGES = ['ipaddr\\.js/'];

/** Whom a domain may ask, besides what lies below all domains. */
const DOWNWARDS = {
  settings: [],
  access: ['settings'],
  anchors: [],
  inventory: ['settings'],
  discovery: ['inventory', 'settings'],
  authorities: ['inventory', 'settings'],
  issuance: ['authorities', 'inventory', 'settings'],
  rotation: ['issuance', 'authorities', 'inventory', 'settings'],
  anomaly: ['rotation', 'issuance', 'authorities', 'inventory', 'settings'],
};

const rule = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to });

/** `from` may reach only `allowed` among our own files; packages are not its matter. */
const only = (name, comment, from, allowed) =>
  rule(name, comment, from, { path: OURS, pathNot: [...allowed, from.path].flat() });

const upwards = (layer, above) =>
  rule(
    `${layer}-not-upwards`,
    `lib/${layer} knows nothing of what stands on it`,
    { path: inLib(layer) },
    { path: [inLib(...above), APP, '^components/'] },
  );

const direction = [
  upwards('db', ['ledger', 'keeper', 'identity', 'command', ...DOMAINS, ...PROCESSES]),
  upwards('ledger', ['keeper', 'identity', 'command', ...DOMAINS, ...PROCESSES]),
  upwards('identity', ['command', ...DOMAINS, ...PROCESSES]),
  upwards('command', [...DOMAINS, ...PROCESSES]),
  rule(
    'domains-not-upwards',
    'a domain knows no process and no page',
    { path: inLib(...DOMAINS) },
    { path: [inLib(...PROCESSES), APP, '^components/'] },
  ),
  rule(
    'processes-not-upwards',
    'a process knows no page',
    { path: inLib(...PROCESSES) },
    { path: [APP, '^components/'] },
  ),
];

const closed = [
  only('core-only-core', 'core stands on nothing', { path: CORE, pathNot: TEST }, []),
  only('bottom-only-core', 'what everything uses must use nothing', { path: '^lib/[^/]+\\.ts$' }, [BOTTOM]),
  only('pki-only-core', 'pki is pure', { path: inLib('pki'), pathNot: TEST }, [CORE]),
  only('tls-only-pki-and-core', 'tls is pure', { path: inLib('tls'), pathNot: TEST }, [inLib('pki'), CORE]),
  only('ledger-format-only-core', 'verified off the machine, so it needs nothing of it', { path: FORMAT }, [CORE]),
  only('verifier-only-core', 'verified off the machine, so it needs nothing of it', { path: VERIFIER, pathNot: TEST }, [
    CORE,
    '^lib/ledger/(?:cells|cell-text|envelope|whole-filter|verify/verdict)\\.ts$',
  ]),
  only('rules-only-core', 'a decision is pure', { path: RULES, pathNot: TEST }, [CORE, CONTRACT]),
  rule(
    'contract-safe-in-browser',
    'contracts go to the browser, with all they import',
    { path: '^lib/([^/]+)/contract(?:\\.ts$|/)' },
    {
      path: [inLib('db', 'keeper', 'egress', 'command', ...PROCESSES), '^lib/[^/]+\\.ts$'],
      pathNot: '^lib/$1/',
      reachable: true,
    },
  ),
  only('front-only-identity-pki-core', 'the front is a plain proxy', { path: inLib('front'), pathNot: TEST }, [
    inLib('identity', 'pki'),
    BOTTOM,
  ]),
  only('keeper-only-pki-ledger-db-core', 'the keeper is small', { path: inLib('keeper'), pathNot: TEST }, [
    inLib('pki', 'ledger', 'db'),
    BOTTOM,
  ]),
  only('egress-only-pki-and-core', 'the way out knows no domain', { path: inLib('egress'), pathNot: TEST }, [
    inLib('pki'),
    BOTTOM,
  ]),
  only('components-only-core-and-contracts', 'a view gets props', { path: '^components/' }, [CORE, CONTRACT, VERIFIER]),
];

const doors = [
  rule(
    'rules-only-own-contract',
    'a decision is made of its own words',
    { path: RULES, pathNot: TEST },
    { path: CONTRACT, pathNot: '^lib/$1/' },
  ),
  rule(
    'domain-only-through-its-door',
    'index.ts (or contract.ts) is the only way into a domain',
    { path: [APP, inLib(...PROCESSES), '^bench/', '^e2e/'] },
    // What helps tests is out of the product's reach by a rule of its own.
    { path: inLib(...DOMAINS), pathNot: [DOOR, '^lib/[^/]+/testing/'] },
  ),
  rule(
    'other-domain-only-through-its-door',
    'index.ts (or contract.ts) is the only way into another domain',
    { path: `^lib/(${DOMAINS.join('|')})/`, pathNot: TEST },
    { path: inLib(...DOMAINS), pathNot: [DOOR, '^lib/$1/'] },
  ),
  ...Object.entries(DOWNWARDS).map(([domain, below]) =>
    rule(
      `${domain}-not-upwards`,
      `lib/${domain} may ask ${below.join(', ') || 'no other domain'}`,
      { path: inLib(domain), pathNot: TEST },
      { path: inLib(...DOMAINS), pathNot: [inLib(domain, ...below), inLib(...LEAVES)] },
    ),
  ),
  rule(
    'nobody-imports-leaves',
    'alerts, reports and integrations are leaves',
    { path: `^lib/(${DOMAINS.join('|')})/` },
    { path: inLib(...LEAVES), pathNot: '^lib/$1/' },
  ),
  rule(
    'keeper-only-through-its-client',
    'the keys stay in the keeper; only the command line starts it',
    { path: OURS, pathNot: [inLib('keeper'), TEST] },
    {
      path: inLib('keeper'),
      pathNot: ['^lib/keeper/client', '^lib/keeper/contract\\.ts$', '^lib/keeper/(?:run|main|fork)\\.ts$'],
    },
  ),
  rule(
    'keeper-started-by-cli',
    'the keys stay in the keeper; only the command line starts it',
    { path: OURS, pathNot: [inLib('keeper', 'cli'), TEST] },
    { path: '^lib/keeper/(?:run|main|fork)\\.ts$' },
  ),
  rule(
    'egress-only-from-domains-and-jobs',
    'who opens connections is known',
    { path: OURS, pathNot: [inLib('egress', 'jobs', ...DOMAINS), TEST] },
    { path: inLib('egress') },
  ),
  rule('app-not-db', 'pages ask queries', { path: APP }, { path: inLib('db') }),
];

const outside = [
  rule(
    'prisma-only-in-db',
    'one place knows the client',
    { path: OURS, pathNot: ['^lib/db/', '^scripts/'] },
    { path: ['^lib/db/generated/', packages('@prisma/', '\\.prisma/')] },
  ),
  rule(
    'pg-only-in-db',
    'one place knows the driver',
    { path: OURS, pathNot: ['^lib/db/', '^scripts/', TEST] },
    { path: packages('pg/', 'pg-[^/]+/', '@types/pg/') },
  ),
  rule(
    'x509-only-in-pki',
    'one place knows the X.509 libraries',
    { path: OURS, pathNot: '^lib/pki/' },
    { path: packages('@peculiar/', 'pkijs/', 'asn1js/', 'pvutils/', 'pvtsutils/') },
  ),
  rule(
    'pure-files-without-packages',
    'decisions and the format need nobody else’s code',
    { path: [RULES, FORMAT, VERIFIER], pathNot: TEST },
    { path: packages(''), pathNot: packages(...PURE_PACKAGES) },
  ),
  rule(
    'pure-files-without-io',
    'pure files open nothing',
    { path: [RULES, FORMAT, VERIFIER, inLib('pki'), CONTRACT], pathNot: TEST },
    { path: DOING_IO, dependencyTypes: ['core'] },
  ),
];

const hygiene = [
  rule('no-cycles', 'who needs whom must have an answer', {}, { circular: true }),
  rule(
    'no-test-code-in-product',
    'tests use the product, not it them',
    { path: OURS, pathNot: [TEST, '^scripts/'] },
    {
      path: TEST,
    },
  ),
  rule('no-unresolved-imports', 'what is not found is not checked', { path: OURS }, { couldNotResolve: true }),
  rule(
    'no-unlisted-folder',
    'a new folder needs its place in these rules',
    { path: OURS },
    {
      path: '^lib/',
      pathNot: [BOTTOM, inLib(...DOMAINS, ...PROCESSES, ...BELOW)],
    },
  ),
];

module.exports = {
  forbidden: [...direction, ...closed, ...doors, ...outside, ...hygiene],
  options: {
    parser: 'swc',
    tsPreCompilationDeps: true,
    doNotFollow: { path: ['(?:^|/)node_modules/', '^lib/db/generated/'] },
    exclude: { path: ['(?:^|/)fixtures/', '^\\.next/', '^dist/'] },
    webpackConfig: { fileName: require.resolve('./scripts/lib/resolve-alias.cjs') },
  },
};
