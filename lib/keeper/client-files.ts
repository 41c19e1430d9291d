import path from 'node:path';

/** Where the keeper leaves the front's certificate. */
export function frontFiles(dataFolder: string) {
  const folder = path.join(dataFolder, 'front');
  const file = (name: string) => path.join(folder, name);
  return { folder, authority: file('authority.crt'), certificate: file('tls.crt'), key: file('tls.key') };
}
