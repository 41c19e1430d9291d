import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '../..');

export type Launched = {
  child: ChildProcess;
  said(): string;
  hears(text: string | RegExp): Promise<string>;
  ended: Promise<number | null>;
};

/** `chainward` with these words, heard as it speaks. */
export function launch(args: string[], variables: Record<string, string> = {}): Launched {
  const child = spawn(process.execPath, [path.join(root, 'bin/chainward'), ...args], {
    cwd: root,
    env: { ...process.env, CHAINWARD_LOG: 'json', ...variables },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  const ears = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
      for (const ear of ears) ear();
    });
  }
  const ended = once(child, 'close').then(([code]) => code as number | null);
  const hears = (wanted: string | RegExp) =>
    new Promise<string>((resolve, reject) => {
      const look = () => {
        if (typeof wanted === 'string' ? text.includes(wanted) : wanted.test(text)) {
          ears.delete(look);
          resolve(text);
        }
      };
      ears.add(look);
      look();
      void ended.then((code) =>
        reject(new Error(`ended with ${code} and never said ${String(wanted)}:\n${text.slice(-3000)}`)),
      );
    });
  return { child, said: () => text, hears, ended };
}

export const READY = 'Ctrl-C stops it';
