import { JSON_OPTION, type Verb } from './verb';
import { serveWitness } from './witness/serve';

const asked = () =>
  new Promise<void>((resolve) => {
    process.once('SIGTERM', resolve);
    process.once('SIGINT', resolve);
  });

export const witness: Verb = {
  help: 'Speaks plain HTTP (C2SP tlog-witness): what passes is signed. Run it on another machine than the log, under another account.',
  options: {
    listen: { type: 'string', value: 'HOST:PORT', help: 'where to listen (default 127.0.0.1:9210)' },
    data: { type: 'string', value: 'FOLDER', help: 'where it keeps its key and what it has seen' },
    log: {
      type: 'string',
      value: 'VKEY',
      multiple: true,
      help: 'a log to witness; may be repeated, and is remembered',
    },
    name: { type: 'string', value: 'NAME', help: 'its name, chosen once (default: a random one)' },
    json: JSON_OPTION,
  },
  run: async (values) => {
    const { started, stop } = await serveWitness(values);
    const { url, vkey, logs } = started;
    const lines = [`listening    ${url}`, `verifier key ${vkey}`, ...logs.map((log) => `log          ${log}`)];
    process.stdout.write(values.json ? `${JSON.stringify(started)}\n` : `${lines.join('\n')}\n`);
    await asked();
    await stop();
    return 0;
  },
};
