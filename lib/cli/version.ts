import { readFileSync } from 'node:fs';
import path from 'node:path';
import { projectRoot } from '@/lib/paths';

export const version = (): string =>
  String(JSON.parse(readFileSync(path.join(projectRoot(), 'package.json'), 'utf8')).version);
