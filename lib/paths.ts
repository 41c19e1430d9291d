import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

function findRoot(): string {
  let folder = path.dirname(fileURLToPath(import.meta.url));
  while (folder !== path.dirname(folder)) {
    if (existsSync(path.join(folder, 'prisma', 'schema.prisma'))) return folder;
    folder = path.dirname(folder);
  }
  return process.cwd();
}

let root: string | undefined;

/** Where package.json stands, from source and from the built command alike. */
export function projectRoot(): string {
  root ??= findRoot();
  return root;
}
