import { toRecordTime } from '@/lib/core/time';
import { parseVerifierKey } from '@/lib/ledger/format/note';
import type { PreparedExport } from './prepare-export';
import type { AboutLine } from './workbook';

const words = (value: unknown): string =>
  Array.isArray(value) ? (value.length > 0 ? value.join(', ') : 'any') : String(value);

/** Eight letters that a person can compare by eye; part of every line that the key signs. */
const fingerprint = (vkey: string): string => (parseVerifierKey(vkey)?.id ?? 0).toString(16).padStart(8, '0');

const shown = (count: number): string => count.toLocaleString('en-US');

/** The first sheet: what this is, who made it, and how anybody checks it without asking us. */
export function aboutLines(prepared: PreparedExport, installation: string, now: Date): AboutLine[] {
  const { caller, filter, proof, rows, counted, ownSeq, contiguous } = prepared;
  const { name, email } = caller.actor;
  const origin = proof?.header.origin ?? '';
  const vkey = proof?.header.vkeys[0] ?? '';
  const range = contiguous
    ? `every event from 0 to ${shown(ownSeq)}; the last row is this export`
    : `${shown(counted.count)} events that matched, and the event of this export as the last row`;
  return [
    ['Events of', installation],
    ['Ledger', origin],
    ['Exported by', email ? `${name} (${email})` : name],
    ['Exported at (UTC)', toRecordTime(now)],
    [
      'Filter',
      Object.entries(filter)
        .map(([field, value]) => `${field}: ${words(value)}`)
        .join('; '),
    ],
    ['Rows', `${shown(rows)}: ${range}`],
    ['Signed size', `${proof?.size ?? 0} events`],
    [
      'How to verify',
      `1. Get the ledger’s public key from somebody you trust, not from here. Its fingerprint must be ${fingerprint(vkey)}.\n2. Run “node chainward-verify.mjs FILE --vkey KEY” (one file, no installation), or drop this file on Chainward’s page for verifying.\n3. It recomputes every row from the hidden column “Record”, compares each visible cell, and names what was edited or removed.`,
    ],
    [
      'Completeness',
      contiguous
        ? 'This is the whole log up to this export: a missing row shows.'
        : 'A filtered export shows what matched. A row removed from this file shows; that the server left none out, only an export without a filter can show.',
    ],
    [
      'Times',
      'All times are UTC. Cells show milliseconds; the hidden column “Record” holds each event whole, byte for byte, as base64url.',
    ],
  ];
}
