import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { projectRoot } from '@/lib/paths';
import { verifyConsistency, verifyInclusion } from '../format/proof';

const vectors = path.join(projectRoot(), '..', 'shared', 'vectors', 'merkle');
const present = existsSync(vectors);
if (!present) console.warn('Merkle proof cases: ../shared/vectors is not here, so they are left out');

type Case = { file: string; wantErr: boolean; text: string };
const casesOf = (kind: string): Case[] =>
  present
    ? readdirSync(path.join(vectors, kind), { recursive: true, encoding: 'utf8' })
        .filter((file) => file.endsWith('.json'))
        .map((file) => {
          const text = readFileSync(path.join(vectors, kind, file), 'utf8');
          return { file, text, wantErr: (JSON.parse(text) as { wantErr: boolean }).wantErr };
        })
    : [];
/** Sizes there go up to 2^64 − 1, which JSON.parse would round. */
const numberIn = (text: string, name: string) => BigInt(new RegExp(`"${name}": (-?\\d+)`).exec(text)?.[1] ?? 'none');
const bytesIn = (text: string, name: string): Buffer =>
  Buffer.from(((JSON.parse(text) as Record<string, unknown>)[name] as string | null) ?? '', 'base64');
const proofIn = (text: string): Buffer[] =>
  ((JSON.parse(text) as { proof: (string | null)[] | null }).proof ?? []).map((hash) =>
    Buffer.from(hash ?? '', 'base64'),
  );

/** Cases of transparency-dev/merkle (Apache-2.0), good and hostile. */
describe.skipIf(!present)('the cases of transparency-dev', () => {
  it.each(casesOf('inclusion'))('inclusion/$file', ({ text, wantErr }) => {
    const held = verifyInclusion(
      bytesIn(text, 'leafHash'),
      numberIn(text, 'leafIdx'),
      numberIn(text, 'treeSize'),
      proofIn(text),
      bytesIn(text, 'root'),
    );
    expect(held).toBe(!wantErr);
  });

  it.each(casesOf('consistency'))('consistency/$file', ({ text, wantErr }) => {
    const head = (n: 1 | 2) => ({ size: numberIn(text, `size${n}`), root: bytesIn(text, `root${n}`) });
    expect(verifyConsistency(head(1), head(2), proofIn(text))).toBe(!wantErr);
  });

  it('are all there', () => {
    expect(casesOf('inclusion').length + casesOf('consistency').length).toBeGreaterThanOrEqual(196);
  });
});
