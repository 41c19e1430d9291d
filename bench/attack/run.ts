import { createHash } from 'node:crypto';
import { detect } from '@/lib/ledger/drill/detectors';
import { Hashing } from '@/lib/ledger/drill/hashing';
import { fromBytes, verifyExport } from '@/lib/ledger/verifier';
import type { Attack, Expected, Result } from './attack';
import type { ExportAttack } from './attacks/exports';
import { GOVERNED_ATTACKS } from './attacks/governed';
import { INBOX_ATTACKS } from './attacks/inbox';
import { KEY_ATTACKS } from './attacks/keys';
import { ORDER_ATTACKS } from './attacks/order';
import { RECORD_ATTACKS } from './attacks/records';
import { TAIL_ATTACKS } from './attacks/tail';
import type { ExportFiles } from './export-files';
import { look, readSlice } from './look';
import { type Base, openSite } from './site';

export const ATTACKS: readonly Attack[] = [
  ...RECORD_ATTACKS,
  ...ORDER_ATTACKS,
  ...TAIL_ATTACKS,
  ...KEY_ATTACKS,
  ...INBOX_ATTACKS,
  ...GOVERNED_ATTACKS,
];

const hashing = new Hashing((bytes) => createHash('sha256').update(bytes).digest());

/** Carries an attack out on a copy and looks at the copy as an outsider would: noticed, and for what it is. */
export async function attack(base: Base, { name, title, from = 'newest', carryOut }: Attack): Promise<Result> {
  const site = await openSite(base, from);
  try {
    const expected = await carryOut(site);
    const db = await site.owner.connect();
    const began = performance.now();
    const seen = await look(db, site.outside, base.size);
    const milliseconds = Math.round(performance.now() - began);
    const others = await readSlice(db, site.outside);
    db.release();
    const noticed = detect(others.slice, others.outside, hashing);
    return {
      attack: name,
      title,
      ...seen,
      expected,
      detected: isRight(expected, seen.named, seen.firstBad),
      plainTable: noticed.plainTable !== null,
      plainChain: noticed.plainChain !== null,
      unanchored: noticed.unanchored !== null,
      milliseconds,
    };
  } finally {
    await site.close();
  }
}

/** The same with a file that was handed out: verified with the log's key and nothing else. */
export async function attackFile(base: Base, files: ExportFiles, one: ExportAttack): Promise<Result> {
  const { bytes, expected } = await one.carryOut(files);
  const { verdict, firstBad, findings, milliseconds } = await verifyExport(fromBytes(bytes), {
    vkeys: [base.outside.vkey],
  });
  const named = [...new Set(findings.map(({ damage }) => damage))];
  const place = firstBad?.seq ?? null;
  return {
    attack: one.name,
    title: one.title,
    verdict,
    firstBad: place,
    named,
    expected,
    detected: isRight(expected, named, place),
    plainTable: null,
    plainChain: null,
    unanchored: null,
    milliseconds,
  };
}

const isRight = ({ damage, firstBad }: Expected, named: readonly string[], place: number | null): boolean =>
  named.includes(damage) && (firstBad === undefined || firstBad === place);
