import { randomBytes } from 'node:crypto';
import { readFileSync, rmSync } from 'node:fs';
import { createSetUpLink } from '@/lib/access';
import { AppError } from '@/lib/core/errors';
import { attachDatabase, closeDatabase } from '@/lib/db';
import { env } from '@/lib/env';
import { frontFiles } from '@/lib/keeper/client-files';
import type { Logger } from '@/lib/log';
import { printableFingerprint, sha256OfPem } from '@/lib/pki';
import { addressOf } from '../address';
import { lockDataFolder, makeRunFolder, removeRunFile, writeRunFile } from '../data-folder';
import { askKeeperAt } from './ask-keeper';
import { Child } from './child';
import { openInstallationDatabase } from './database';
import { startMetricsServer } from './metrics-server';
import { checkPort, freePort, until, webAnswers } from './ready';

export type InstallationOptions = {
  dataFolder: string;
  host: string;
  port: number;
  metricsPort: number;
  certificate?: string;
  key?: string;
  hsts: boolean;
};
export type Installation = {
  address: string;
  fingerprint: string;
  setUpLink: string | null;
  databaseFolder: string | null;
  stop(): Promise<void>;
};

type Stop = () => Promise<unknown> | unknown;

/** Brings everything up in order; whatever fails on the way takes down, in reverse, what already stood. */
export async function startInstallation(options: InstallationOptions, log: Logger): Promise<Installation> {
  const stops: Stop[] = [];
  let stopped: Promise<void> | undefined;
  const stopAll = () =>
    (stopped ??= (async () => {
      for (const stop of stops.reverse())
        await Promise.resolve(stop()).catch((error: unknown) => log.error({ reason: String(error) }, 'while stopping'));
    })());
  try {
    return await bringUp(options, log, stops, stopAll);
  } catch (error) {
    await stopAll();
    throw error;
  }
}

async function bringUp(
  options: InstallationOptions,
  log: Logger,
  stops: Stop[],
  stop: () => Promise<void>,
): Promise<Installation> {
  const { dataFolder, host, port, metricsPort } = options;
  const unlock = await lockDataFolder(dataFolder);
  stops.push(unlock);
  await checkPort(host, port, '--port');
  await checkPort('127.0.0.1', metricsPort, '--metrics-port');
  const runFolder = makeRunFolder(dataFolder);
  stops.push(
    () => rmSync(runFolder, { recursive: true, force: true }),
    () => removeRunFile(dataFolder),
  );
  // Taken now, so that no port chosen below can be this one; a process that is not up yet simply has no samples.
  const metrics = await startMetricsServer(metricsPort, runFolder, ['keeper', 'web', 'front', 'worker']);
  stops.push(() => metrics.close());
  const database = await openInstallationDatabase(dataFolder, runFolder, log);
  const { server, urls } = database;
  if (server) stops.push(() => server.stop());
  writeRunFile(dataFolder, { pid: process.pid, runFolder, port, host, urls });

  const secret = randomBytes(32).toString('hex');
  const webPort = env().CHAINWARD_WEB_PORT || (await freePort(port));
  const failed = new AbortController();
  let up = false;
  const common = {
    CHAINWARD_DATA: dataFolder,
    CHAINWARD_RUN: runFolder,
    CHAINWARD_HOST: host,
    CHAINWARD_PORT: String(port),
    CHAINWARD_WEB_PORT: String(webPort),
    CHAINWARD_FRONT_SECRET: secret,
    CHAINWARD_TLS_CERT: options.certificate,
    CHAINWARD_TLS_KEY: options.key,
    CHAINWARD_HSTS: options.hsts ? '1' : '0',
    CHAINWARD_LOG: env().CHAINWARD_LOG ?? (process.stdout.isTTY ? 'pretty' : 'json'),
    DATABASE_OWNER_URL: undefined,
    DATABASE_KEEPER_URL: undefined,
    AUTH_TRUST_HOST: '1',
    NEXT_TELEMETRY_DISABLED: '1',
    NODE_ENV: 'production',
  };
  const child = (name: string, databaseUrl: string | undefined, extra: Record<string, string | undefined> = {}) => {
    const made = new Child(name, { ...common, DATABASE_URL: databaseUrl, ...extra }, log, runFolder, (who) => {
      if (!up) failed.abort(new AppError('unavailable', `The ${who} process could not start; see the lines above`));
    });
    stops.push(() => made.stop());
    made.start();
    return made;
  };
  // The web process needs no secret of the front's certificate, the front none of the database.
  child('keeper', urls.keeper);
  child('web', urls.app, { CHAINWARD_TLS_KEY: undefined });
  await until(() => askKeeperAt(runFolder), failed.signal);
  child('front', undefined);
  child('worker', urls.app, { CHAINWARD_TLS_KEY: undefined, CHAINWARD_FRONT_SECRET: undefined });
  await until(() => webAnswers(webPort, secret), failed.signal);
  up = true;

  const address = addressOf(host, port);
  const certificate = readFileSync(options.certificate ?? frontFiles(dataFolder).certificate, 'utf8');
  return {
    address,
    fingerprint: printableFingerprint(sha256OfPem(certificate)),
    setUpLink: await linkFor(urls.app, address),
    databaseFolder: database.folder,
    stop,
  };
}

export async function linkFor(databaseUrl: string, address: string): Promise<string | null> {
  attachDatabase(databaseUrl);
  try {
    const token = await createSetUpLink(new Date());
    return token && `${address}/set-up?token=${token}`;
  } catch (error) {
    throw new AppError('unavailable', 'The set-up link could not be made', {}, { cause: error });
  } finally {
    await closeDatabase();
  }
}
