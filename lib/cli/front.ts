import { readFileSync, statSync } from 'node:fs';
import { AppError } from '@/lib/core/errors';
import { env } from '@/lib/env';
import { startFront } from '@/lib/front';
import { frontFiles } from '@/lib/keeper/client-files';
import { frontMetrics } from '@/lib/metrics';
import { runProcess } from './run-process';
import type { Verb } from './verb';

const LOOK_EVERY_MS = 60_000;

function certificateFiles(): { key: string; certificate: string } {
  const { CHAINWARD_TLS_CERT: certificate, CHAINWARD_TLS_KEY: key, CHAINWARD_DATA: data } = env();
  if (certificate && key) return { certificate, key };
  if (!data)
    throw new AppError('invalid_input', 'The front needs CHAINWARD_DATA, or CHAINWARD_TLS_CERT and CHAINWARD_TLS_KEY');
  return frontFiles(data);
}

function read({ key, certificate }: { key: string; certificate: string }) {
  try {
    return { key: readFileSync(key, 'utf8'), cert: readFileSync(certificate, 'utf8') };
  } catch (error) {
    throw new AppError('invalid_input', `The front cannot read its certificate: ${(error as Error).message}`);
  }
}

/** A renewed certificate is taken up without a restart; a pair of which only one half is written yet is looked at again. */
function watchCertificate(files: ReturnType<typeof certificateFiles>, takeUp: () => boolean): () => void {
  const stamp = () =>
    [files.certificate, files.key].map((file) => statSync(file, { throwIfNoEntry: false })?.mtimeMs).join(' ');
  let known = stamp();
  const look = () => {
    const now = stamp();
    if (now !== known && takeUp()) known = now;
  };
  const timer = setInterval(look, LOOK_EVERY_MS);
  process.on('SIGHUP', takeUp);
  return () => clearInterval(timer);
}

export const front: Verb = {
  help: 'Reads CHAINWARD_HOST, CHAINWARD_PORT, CHAINWARD_WEB_PORT, CHAINWARD_FRONT_SECRET and the certificate’s files.',
  run: () =>
    runProcess('front', async (log) => {
      const {
        CHAINWARD_HOST: host = '127.0.0.1',
        CHAINWARD_PORT: port = 8443,
        CHAINWARD_WEB_PORT: webPort,
        CHAINWARD_FRONT_SECRET: secret,
        CHAINWARD_HSTS: hsts = false,
      } = env();
      if (!webPort || !secret)
        throw new AppError('invalid_input', 'The front needs CHAINWARD_WEB_PORT and CHAINWARD_FRONT_SECRET');
      const files = certificateFiles();
      const metrics = frontMetrics();
      const started = await startFront({
        host,
        port,
        upstream: { host: '127.0.0.1', port: webPort },
        secret,
        certificate: read(files),
        hsts,
        log,
        onRequest: (sample) => {
          metrics.requests.inc({ protocol: sample.protocol, status: String(sample.status) });
          metrics.duration.observe(sample.durationMs / 1000);
          if (sample.refusal) metrics.refused.inc({ reason: sample.refusal });
          if (sample.forgedHeaders) metrics.forged.inc(sample.forgedHeaders);
        },
      });
      const unwatch = watchCertificate(files, () => {
        try {
          started.setCertificate(read(files));
          log.info('took up a new certificate');
          return true;
        } catch (error) {
          log.error({ reason: (error as Error).message }, 'kept the old certificate');
          return false;
        }
      });
      return {
        stop: async () => {
          unwatch();
          await started.close();
        },
      };
    }),
};
