import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeEntry, leafHash } from '../format/entry';
import { Frontier, nodeHash } from '../format/merkle';
import { recordDigest } from '../format/record';
import { Tiles } from '../sequencer/tiles';
import { digestOfRecord, equalsAt, leafOf, nodeOf, toBytes } from './hashing';
import { type DueTile, VerifiedTree } from './tree';

const leafAt = (i: number) => createHash('sha256').update(String(i)).digest();
const hash = fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => Buffer.from(bytes));

describe('the quick hashes', () => {
  it('are those of the format', () => {
    fc.assert(
      fc.property(
        hash,
        hash,
        fc.uint8Array({ maxLength: 300_000 }),
        fc.maxSafeInteger(),
        fc.maxSafeInteger(),
        (a, b, record, n, m) => {
          const [seq, micros] = [Math.abs(n), Math.abs(m)];
          const text = (bytes: Buffer) => bytes.toString('latin1');
          const padded = Buffer.concat([Buffer.from('xx'), record, Buffer.from('yy')]);
          expect(toBytes(digestOfRecord(padded, 2, 2 + record.length))).toEqual(recordDigest(record));
          expect(toBytes(nodeOf(text(a), text(b)))).toEqual(nodeHash(a, b));
          expect(toBytes(leafOf(seq, micros, text(a), text(b)))).toEqual(
            leafHash(encodeEntry(BigInt(seq), BigInt(micros), a, b)),
          );
          expect(equalsAt(text(a), Buffer.concat([b, a]), 32)).toBe(true);
          expect(equalsAt(text(a), Buffer.concat([b, a]), 31)).toBe(false);
        },
      ),
      { numRuns: 50 },
    );
  });
});

const rowsOf = (due: readonly DueTile[]) =>
  new Map(
    due.map(({ level, index, hashes }) => [`${level}/${index}`, Buffer.concat(hashes.map(toBytes)).toString('hex')]),
  );

describe('the verifier’s tree', () => {
  it.each([0, 1, 2, 255, 256, 257, 511, 512, 66_000])(
    'of %i leaves has the format’s root and the sequencer’s rows',
    (size) => {
      const leaves = Array.from({ length: size }, (_, i) => leafAt(i));
      const tree = new VerifiedTree();
      const due: DueTile[] = [];
      const frontier = Frontier.empty();
      for (const leaf of leaves) {
        tree.append(leaf.toString('latin1'), due);
        frontier.append(leaf);
      }
      expect(tree.root()).toEqual(frontier.root());
      expect(tree.hashes().map(toBytes)).toEqual(frontier.hashes());
      const stored = new Map(
        Tiles.empty()
          .append(leaves)
          .map((row) => [`${row.level}/${row.index}`, row.data.toString('hex')]),
      );
      expect(rowsOf([...due, ...tree.unfinished()])).toEqual(stored);
    },
  );

  it('goes on from any size with the same root and the rest of each row', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1_200 }), fc.integer({ min: 0, max: 1_200 }), (first, more) => {
        const [whole, begun] = [new VerifiedTree(), new VerifiedTree()];
        const [all, early, late]: DueTile[][] = [[], [], []];
        for (let i = 0; i < first + more; i += 1) whole.append(leafAt(i).toString('latin1'), all ?? []);
        for (let i = 0; i < first; i += 1) begun.append(leafAt(i).toString('latin1'), early ?? []);
        const resumed = VerifiedTree.from(first, begun.hashes());
        for (let i = first; i < first + more; i += 1) resumed.append(leafAt(i).toString('latin1'), late ?? []);
        expect(resumed.root()).toEqual(whole.root());
        expect(resumed.hashes()).toEqual(whole.hashes());
        for (const tile of late ?? []) {
          const full = (all ?? []).find(({ level, index }) => level === tile.level && index === tile.index);
          expect(full?.hashes.slice(tile.from)).toEqual(tile.hashes);
        }
        expect((early ?? []).length + (late ?? []).length).toBe((all ?? []).length);
      }),
      { numRuns: 40 },
    );
  });
});
