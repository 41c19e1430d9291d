import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

let root: string | undefined;

/** Where package.json stands, from source and from the built command alike. */
export function projectRoot(): string {
  if (root) return root;
  for (
    let folder = path.dirname(fileURLToPath(import.meta.url));
    folder !== path.dirname(folder);
    folder = path.dirname(folder)
  ) {
    if (existsSync(path.join(folder, 'prisma', 'schema.prisma'))) return (root = folder);
  }
  return (root = process.cwd());
}
