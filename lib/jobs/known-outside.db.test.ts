import { truncateSync } from 'node:fs';
import { expect, it } from 'vitest';
import { createAnchor, runAnchors } from '@/lib/anchors';
import { admin, installationOfThisFile } from '@/lib/anchors/testing/installation';
import { run } from '@/lib/command';
import { verifyWhole } from '@/lib/ledger/verification/run';
import { askAnchors } from './known-outside';

const { fileInput, sign } = installationOfThisFile();

it('a whole pass asks each anchor, and a copy that no longer holds what it confirmed is damage', async () => {
  const input = fileInput();
  await run(createAnchor, admin, input);
  await sign();
  await runAnchors();
  expect(await askAnchors()).toEqual([]);
  expect((await verifyWhole({ askOutside: askAnchors }))?.verdict).toBe('unpinned');
  truncateSync(input.config.path, 40);
  expect(await verifyWhole({ askOutside: askAnchors })).toMatchObject({
    verdict: 'broken',
    findings: [{ damage: 'anchor', detail: expect.stringContaining(input.name) }],
  });
});
