import { open, readFile } from 'node:fs/promises';
import { AppError } from '@/lib/core/errors';
import { parseVerifierKey } from '@/lib/ledger/format/note';
import { type ByteSource, type ExportReport, verifyExport } from '@/lib/ledger/verifier';
import { readBody } from '@/lib/ledger/verify/note-body';
import { type Report, VERDICTS, type Verdict } from '@/lib/ledger/verify/verdict';
import { verifyLog } from '@/lib/ledger/verify/verify-log';
import { LOG_OPTION, SOURCE_OPTIONS, withLog } from './ledger-source';
import { count, progressLine } from './progress';
import { readReceipts } from './receipts-file';
import { JSON_OPTION, textValue, UsageError, type Values, type Verb } from './verb';
import { readStateFile, writeStateFile } from './verify-state-file';

/** Whoever calls this by hand has chosen the file; a page has tighter bounds. */
const MOST_UNPACKED = 64 * 1024 ** 3;

const MEANING: Record<Verdict, string> = {
  ok: 'intact, with a key and a checkpoint from outside',
  broken: 'tampered with',
  partial: 'a slice: what is shown is intact',
  unpinned: 'intact, but the key came from the same place; give --vkey',
  unanchored: 'intact under the given key; no checkpoint kept outside the database was compared (--from-checkpoint)',
  withheld: 'archived records are not here, their place is proven',
  missing: 'there is no ledger here',
  unreadable: 'this is not a ledger that can be read',
};

type Bad = { seq: number | null; detail: string };
const placed = ({ seq, detail }: Bad): string => `${seq === null ? 'not an event' : `event ${count(seq)}`}: ${detail}`;

function explain(verdict: Verdict, lines: [string, string][], firstBad: Bad | null, findings: readonly Bad[]): string {
  const rest = findings.filter((finding) => finding !== firstBad);
  const all: [string, string][] = [
    ['verdict', `${verdict}: ${MEANING[verdict]}`],
    ...(firstBad ? [['first bad', placed(firstBad)] satisfies [string, string]] : []),
    ...lines,
    ...rest.slice(0, 20).map((finding): [string, string] => ['also', placed(finding)]),
  ];
  return all.map(([name, text]) => `${name.padEnd(13)}${text}\n`).join('');
}

function explainLog(report: Report): string {
  const { origin, size, from, signedSize, checkpoints, anchors, forkedFrom, receipts } = report;
  const outside = anchors.filter(({ confirmed }) => confirmed).map((one) => `${one.source} (${count(one.size)})`);
  const lines: [string, string][] = [
    ['log', origin ?? 'none'],
    ['size', `${count(size)} events, ${count(signedSize)} of them signed (${count(checkpoints)} checkpoints)`],
    ['root', report.root ?? 'none'],
    ['took', `${(report.milliseconds / 1000).toFixed(2)} s`],
  ];
  if (from > 0) lines.push(['read', `from event ${count(from)}; what lies before was read earlier`]);
  if (forkedFrom) lines.push(['goes on from', `${forkedFrom.origin} at size ${count(forkedFrom.size)}`]);
  if (outside.length > 0) lines.push(['anchored', outside.join(', ')]);
  if (receipts.sealed + receipts.waiting > 0)
    lines.push(['receipts', `${count(receipts.sealed)} sealed, ${count(receipts.waiting)} still waiting`]);
  return explain(report.verdict, lines, report.firstBad, report.findings);
}

function explainExport(report: ExportReport): string {
  const anchored = report.anchored ? `continues the checkpoint of ${count(report.anchoredSize ?? 0)} events` : 'no';
  const lines: [string, string][] = [
    ['log', report.origin ?? 'none'],
    ['rows', `${count(report.rows)} of ${count(report.size)} events`],
    ['anchored', anchored],
    ...report.remarks.map((remark): [string, string] => ['remark', remark]),
  ];
  return explain(report.verdict, lines, report.firstBad, report.findings);
}

const answer = (values: Values, report: { verdict: Verdict }, text: string): number => {
  process.stdout.write(values.json ? `${JSON.stringify(report)}\n` : text);
  return VERDICTS[report.verdict];
};

async function checkpointFrom(file: string | undefined): Promise<string | undefined> {
  if (file === undefined) return undefined;
  const note = await readFile(file, 'utf8');
  if (!readBody(note)) throw new AppError('invalid_input', `${file} is no signed checkpoint`);
  return note;
}

async function verifyFile(file: string, values: Values): Promise<number> {
  const handle = await open(file);
  try {
    const source: ByteSource = {
      size: (await handle.stat()).size,
      read: async (from, to) => {
        const { buffer, bytesRead } = await handle.read(new Uint8Array(to - from), 0, to - from, from);
        return buffer.subarray(0, bytesRead);
      },
    };
    const vkey = textValue(values, 'vkey');
    const anchored = await checkpointFrom(textValue(values, 'from-checkpoint'));
    const progress = progressLine(values);
    const report = await verifyExport(source, {
      vkeys: vkey ? [vkey] : [],
      anchored,
      onProgress: progress.show,
      limits: { unpacked: MOST_UNPACKED },
    });
    progress.clear();
    return answer(values, report, explainExport(report));
  } finally {
    await handle.close();
  }
}

export const ledgerVerify: Verb = {
  help: `Exit codes: ${Object.entries(VERDICTS)
    .map(([verdict, code]) => `${code} ${verdict}`)
    .join(', ')}; 1 when the log could not be looked at, 64 for a wrong call.`,
  options: {
    ...SOURCE_OPTIONS,
    log: LOG_OPTION,
    vkey: {
      type: 'string',
      value: 'KEY',
      help: 'the log’s verifier key, as you noted it; without it the verdict is “unpinned” at best',
    },
    'from-checkpoint': {
      type: 'string',
      value: 'FILE',
      help: 'a signed checkpoint that you kept, the oldest best: the log must continue it',
    },
    receipts: {
      type: 'string',
      value: 'FILE',
      help: 'what clients were promised, a line {"eventId","digest"} each: all of it must be sealed',
    },
    state: {
      type: 'string',
      value: 'FILE',
      help: 'where to remember how far this came, and to go on from next time; keep it where nobody else writes',
    },
    bundle: {
      type: 'string',
      value: 'FILE',
      help: 'verify an export, a bundle or an Excel file, instead of a database',
    },
    json: JSON_OPTION,
  },
  run: async (values) => {
    const vkey = textValue(values, 'vkey');
    if (vkey && !parseVerifierKey(vkey))
      throw new UsageError('--vkey is not a verifier key: name+hash+base64, as `ledger status` prints it');
    const bundle = textValue(values, 'bundle');
    if (bundle) return verifyFile(bundle, values);
    const receipts = textValue(values, 'receipts');
    const stateFile = textValue(values, 'state');
    const fromCheckpoint = await checkpointFrom(textValue(values, 'from-checkpoint'));
    return withLog(values, async (db) => {
      const progress = progressLine(values);
      const { state, ...report } = await verifyLog({
        db,
        vkey,
        fromCheckpoint,
        ...(receipts && { receipts: readReceipts(receipts) }),
        ...(stateFile && { state: await readStateFile(stateFile) }),
        onProgress: progress.show,
      });
      progress.clear();
      // Damage is found again next time: only what was sound is gone on from.
      if (stateFile && state && report.verdict !== 'broken') writeStateFile(stateFile, state);
      return answer(values, report, explainLog(report));
    });
  },
};
