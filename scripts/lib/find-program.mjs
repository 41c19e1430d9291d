import { accessSync, constants, existsSync, readdirSync, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';

function isProgram(path) {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

export function findProgram(names, preferred, env = process.env) {
  if (preferred) return isProgram(preferred) ? preferred : null;
  const folders = (env.PATH ?? '').split(delimiter).filter(Boolean);
  for (const name of names) {
    for (const folder of folders) if (isProgram(join(folder, name))) return join(folder, name);
  }
  return null;
}

export const findLibreOffice = (env = process.env) => findProgram(['soffice', 'libreoffice'], env.SOFFICE_PATH, env);

export const findOpenssl = (env = process.env) => findProgram(['openssl'], null, env);

/** The newest of Debian's servers, as the folder of its programs. */
export function findDebianPostgres(base = '/usr/lib/postgresql') {
  if (!existsSync(base)) return null;
  const versions = readdirSync(base).filter((name) => isProgram(join(base, name, 'bin', 'initdb')));
  const newest = versions.sort((a, b) => Number(b) - Number(a))[0];
  return newest ? join(base, newest, 'bin') : null;
}
