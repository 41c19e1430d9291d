import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { buildVerifier } from './build-verifier.mjs';
import { inRoot } from './lib/paths.mjs';

test('what stands in verifier/ is what its sources give; else run scripts/build-verifier.mjs', async () => {
  const built = await buildVerifier();
  expect([...built.keys()]).toEqual(['verifier/chainward-verify.mjs', 'verifier/verify.html']);
  for (const [name, content] of built) expect(readFileSync(inRoot(name), 'utf8') === content, name).toBe(true);
});

test('one file: nothing is imported but parts of Node, and those only when needed', async () => {
  const built = await buildVerifier();
  const command = built.get('verifier/chainward-verify.mjs');
  const wanted = [...command.matchAll(/\b(?:import|require)\s*\(?\s*["']([^"']+)["']/g)].map((match) => match[1]);
  expect([...new Set(wanted)].sort()).toEqual(['node:crypto', 'node:fs', 'node:fs/promises', 'node:url']);
  expect(command).not.toMatch(/^\s*import\s+[\w{*]/m);
  expect(command).not.toMatch(/^\s*(?:import|export)\b.*\bfrom\s*["'](?!node:)/m);
  const page = built.get('verifier/verify.html');
  // What documents and namespaces are called is no address that the page asks.
  expect(page).not.toMatch(
    /\bimport\s*\(|https?:\/\/(?!(?:www\.)?(?:c2sp|rfc-editor)\.org|schemas\.openxmlformats\.org\/|purl\.oclc\.org\/ooxml\/)/,
  );
  expect(page.match(/<script/g)).toHaveLength(1);
  expect(page).toContain("default-src 'none'; script-src 'sha256-");
});
