import { spawn, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { inRoot } from '../lib/paths.mjs';

/** A tool that notes it was called, and its process id, before and after a rest the test decides on. */
const tool = (name, writes) => `
const fs = require('node:fs');
fs.appendFileSync('calls.log', '${name} begins ' + process.pid + '\\n');
const rest = Number(process.env.STAND_IN_MS ?? 0);
setTimeout(() => {
  for (const [file, text] of ${JSON.stringify(writes)}) {
    fs.mkdirSync(require('node:path').dirname(file), { recursive: true });
    fs.writeFileSync(file, text);
  }
  fs.appendFileSync('calls.log', '${name} ends ' + process.pid + '\\n');
}, rest);
`;

const PACKAGES = {
  next: { 'dist/bin/next': tool('next', [['.next/BUILD_ID', 'one']]) },
  prisma: { 'build/index.js': tool('prisma', [['lib/db/generated/client.ts', 'export {};\n']]) },
  esbuild: { 'index.js': `module.exports = require(${JSON.stringify(inRoot('node_modules', 'esbuild'))});\n` },
};

/** The scripts beside a tiny program and stand-ins for the heavy tools, in a path with a space. */
export function makeClone() {
  const root = join(mkdtempSync(join(tmpdir(), 'chainward-clone-')), 'a clone');
  const write = (path, text) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  const scripts = ['bootstrap.mjs', 'build.mjs', 'lib'];
  for (const name of scripts) cpSync(inRoot('scripts', name), join(root, 'scripts', name), { recursive: true });
  cpSync(inRoot('bin'), join(root, 'bin'), { recursive: true });
  const dependencies = {};
  for (const [name, files] of Object.entries(PACKAGES)) {
    dependencies[name] = `file:stand-ins/${name}`;
    write(`stand-ins/${name}/package.json`, JSON.stringify({ name, version: '1.0.0', main: 'index.js' }));
    for (const [file, text] of Object.entries(files)) write(`stand-ins/${name}/${file}`, text);
  }
  write('package.json', JSON.stringify({ name: 'clone', version: '1.0.0', type: 'module', dependencies }));
  write('tsconfig.json', '{}');
  write('prisma/schema.prisma', 'model A {}\n');
  write(
    'lib/cli/main.ts',
    "import 'server-only';\nimport { greeting } from '@/lib/greeting';\n\nconsole.log(greeting);\n",
  );
  write('lib/greeting.ts', "export const greeting: string = 'hello';\n");
  const locked = spawnSync('npm', ['install', '--package-lock-only', '--ignore-scripts', '--no-audit', '--no-fund'], {
    cwd: root,
    encoding: 'utf8',
  });
  if (locked.status !== 0) throw new Error(locked.stderr);

  const read = (path) => (existsSync(join(root, path)) ? readFileSync(join(root, path), 'utf8') : '');
  return {
    root,
    write,
    read,
    remove: () => rmSync(dirname(root), { recursive: true, force: true }),
    /** The calls since the last look, as `next begins`, `next ends`, … */
    takeCalls: () => {
      const lines = read('calls.log').split('\n').filter(Boolean);
      write('calls.log', '');
      return lines.map((line) => line.replace(/ \d+$/, ''));
    },
    start: (args = [], env = {}) => {
      const child = spawn(
        process.execPath,
        [...(env.NODE_ARGS ?? []), join(root, 'scripts', 'bootstrap.mjs'), ...args],
        {
          cwd: '/',
          env: { ...process.env, STAND_IN_MS: '0', ...env },
          stdio: ['ignore', 'ignore', 'pipe'],
        },
      );
      let stderr = '';
      child.stderr.on('data', (data) => {
        stderr += data;
      });
      const ended = new Promise((resolve) => {
        child.on('close', (code, signal) => resolve({ code, signal, stderr }));
      });
      return { pid: child.pid, kill: () => child.kill('SIGKILL'), ended };
    },
  };
}
