import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { makeKek, replaceKek, settleKek } from './kek';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'cw-kek-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

class DiskError extends Error {}

it('keys that nobody has written anew are still opened when the next replacement is cut short', () => {
  const file = path.join(folder, 'kek');
  const current = makeKek(file);
  let onDisk = current;
  const failing = (kek: Buffer) => {
    onDisk = kek;
    throw new DiskError();
  };
  const restore = () => {
    onDisk = current;
  };
  // The keys came to lie on disk, and the flush behind them failed.
  expect(() => replaceKek(file, current, { restore, rewrap: failing })).toThrow(DiskError);
  expect(onDisk).not.toEqual(current);
  const killed = () => {
    throw new DiskError();
  };
  expect(() => replaceKek(file, current, { restore, rewrap: killed })).toThrow(DiskError);
  expect(settleKek(file, (kek) => kek.equals(onDisk))).toEqual(onDisk);
});
