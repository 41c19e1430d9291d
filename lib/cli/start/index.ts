import { env } from '@/lib/env';
import { createLogger } from '@/lib/log';
import { dataFolderOf } from '../data-folder';
import { DATA_OPTION, textValue, UsageError, type Values, type Verb } from '../verb';
import { type Installation, type InstallationOptions, startInstallation } from './installation';

const DEFAULT_PORT = 8443;
const METRICS_OFFSET = 1021;

function portValue(values: Values, name: string, fallback: number): number {
  const text = textValue(values, name);
  if (text === undefined) return fallback;
  if (!/^\d{1,5}$/.test(text) || Number(text) < 1 || Number(text) > 65535)
    throw new UsageError(`--${name} takes a port from 1 to 65535, not “${text}”`);
  return Number(text);
}

function readOptions(values: Values): InstallationOptions {
  const port = portValue(values, 'port', env().CHAINWARD_PORT ?? DEFAULT_PORT);
  const certificate = textValue(values, 'tls-cert') ?? env().CHAINWARD_TLS_CERT;
  const key = textValue(values, 'tls-key') ?? env().CHAINWARD_TLS_KEY;
  if (Boolean(certificate) !== Boolean(key)) throw new UsageError('--tls-cert and --tls-key go together');
  if (values.demo) throw new UsageError('The demo estate is not part of this version yet');
  if (values.hsts && !certificate)
    throw new UsageError('--hsts needs a certificate that browsers trust (--tls-cert, --tls-key)');
  return {
    dataFolder: dataFolderOf(textValue(values, 'data') ?? env().CHAINWARD_DATA),
    host: textValue(values, 'host') ?? env().CHAINWARD_HOST ?? '127.0.0.1',
    port,
    metricsPort: portValue(
      values,
      'metrics-port',
      env().CHAINWARD_METRICS_PORT ?? Math.min(port + METRICS_OFFSET, 65535),
    ),
    ...(certificate && key && { certificate, key }),
    hsts: values.hsts === true,
  };
}

function banner(running: Installation, options: InstallationOptions): string {
  const rows = [
    ['address', running.address],
    ['fingerprint', `SHA-256 ${running.fingerprint}`],
    ...(running.setUpLink
      ? [
          [
            'set up',
            `${running.setUpLink}\n              (works once, for an hour; \`chainward set-up link\` makes another)`,
          ],
        ]
      : []),
    ['data', options.dataFolder],
    ...(running.databaseFolder ? [['database', running.databaseFolder]] : []),
    ['metrics', `http://127.0.0.1:${options.metricsPort}/metrics`],
  ];
  return `\nChainward is running.\n\n${rows.map(([label, value]) => `  ${String(label).padEnd(12)}${value}`).join('\n')}\n\nCtrl-C stops it.\n\n`;
}

async function run(values: Values): Promise<number> {
  const options = readOptions(values);
  const log = createLogger('supervisor');
  const signalled = new Promise<string>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => resolve(signal));
  });
  const starting = startInstallation(options, log);
  const first = await Promise.race([starting, signalled]);
  if (typeof first === 'string') {
    log.info('stopping before everything had started');
    await starting.then((running) => running.stop()).catch(() => undefined);
    return 130;
  }
  process.stdout.write(banner(first, options));
  await signalled;
  await first.stop();
  log.info('stopped');
  return 0;
}

export const start: Verb = {
  help: 'Without DATABASE_URL it brings its own PostgreSQL, in the data folder. The same options as variables: CHAINWARD_PORT, CHAINWARD_HOST, CHAINWARD_DATA …',
  options: {
    port: { type: 'string', value: 'PORT', help: `HTTPS for browsers (default ${DEFAULT_PORT})` },
    host: { type: 'string', value: 'ADDRESS', help: 'where to listen (default 127.0.0.1; 0.0.0.0 for everybody)' },
    'metrics-port': {
      type: 'string',
      value: 'PORT',
      help: `Prometheus /metrics on loopback (default: port + ${METRICS_OFFSET}, so ${DEFAULT_PORT + METRICS_OFFSET})`,
    },
    data: DATA_OPTION,
    'tls-cert': {
      type: 'string',
      value: 'FILE',
      help: 'your own certificate chain, PEM (default: one from the bootstrap authority)',
    },
    'tls-key': { type: 'string', value: 'FILE', help: 'its private key, PEM' },
    hsts: { type: 'boolean', help: 'tell browsers to insist on HTTPS for this host' },
    demo: { type: 'boolean', help: 'the demo estate (not part of this version yet)' },
  },
  run,
};
