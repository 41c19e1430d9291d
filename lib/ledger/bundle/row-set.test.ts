import fc from 'fast-check';
import { expect, it } from 'vitest';
import { RowSet } from './row-set';

it('gives back in rising order what was put in, once', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 3_000_000 }), { maxLength: 50 }), (seqs) => {
      const set = new RowSet();
      for (const seq of seqs) set.add(seq);
      expect([...set]).toEqual([...new Set(seqs)].sort((a, b) => a - b).map(BigInt));
    }),
    { numRuns: 100 },
  );
});
