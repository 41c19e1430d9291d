import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const inRoot = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const exclude = ['**/node_modules/**', '**/.next/**', '**/dist/**', '**/fixtures/**'];

export default defineConfig({
  resolve: {
    alias: [
      { find: /^@\//, replacement: inRoot('./') },
      { find: /^server-only$/, replacement: inRoot('./scripts/lib/empty.mjs') },
    ],
  },
  test: {
    // Its own choice is one less than there are cores, which of two is half.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          environment: 'node',
          include: ['*.test.ts', '{lib,components,app,scripts,bench,verifier}/**/*.test.{ts,tsx,mjs}'],
          exclude: [...exclude, '**/*.db.test.ts'],
          testTimeout: 10_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'db',
          environment: 'node',
          include: ['**/*.db.test.ts'],
          exclude,
          globalSetup: ['./lib/db/testing/global-setup.ts'],
          pool: 'forks',
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
});
