import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { build } from 'esbuild';
import { inRoot, root } from './lib/paths.mjs';

const source = (name) => readFileSync(inRoot('verifier', 'src', name), 'utf8');

async function bundled(entry) {
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: [`verifier/src/${entry}`],
    platform: 'neutral',
    external: ['node:*'],
    format: 'esm',
    target: ['node18', 'es2022'],
    charset: 'utf8',
    bundle: true,
    legalComments: 'none',
    logLevel: 'error',
    write: false,
  });
  return outputFiles[0].text;
}

const sha256 = (text) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/** What stands in verifier/: one file for Node and browsers, and one page that needs nobody. */
export async function buildVerifier() {
  const command = await bundled('main.ts');
  // In a script element this would end it; in JavaScript the two are the same.
  const script = (await bundled('page.ts')).replaceAll('</script', '<\\/script');
  const style = source('page.css');
  const policy = `default-src 'none'; script-src ${sha256(script)}; style-src ${sha256(style)}; base-uri 'none'; form-action 'none'`;
  const parts = { policy, style, script };
  const page = source('page.html.txt').replace(/\{\{(\w+)\}\}/g, (_, name) => parts[name]);
  return new Map([
    ['verifier/chainward-verify.mjs', source('head.mjs.txt') + command],
    ['verifier/verify.html', page],
  ]);
}

if (process.argv[1] === import.meta.filename) {
  for (const [name, content] of await buildVerifier()) {
    writeFileSync(inRoot(name), content);
    console.log(`build: ${name}, ${Math.round(content.length / 1024)} kB`);
  }
}
