import { parseVerifierKey } from '@/lib/ledger/format/note';
import { type Report, VERDICTS, type Verdict } from '@/lib/ledger/verify/verdict';
import { verifyLog } from '@/lib/ledger/verify/verify-log';
import { SOURCE_OPTIONS, withLog } from './ledger-source';
import { JSON_OPTION, textValue, UsageError, type Verb } from './verb';

const MEANING: Record<Verdict, string> = {
  ok: 'intact, with a key and a checkpoint from outside',
  broken: 'tampered with',
  partial: 'a slice: what is shown is intact',
  unpinned: 'intact, but the key came from the same place; give --vkey',
  unanchored: 'intact under the given key; no checkpoint is kept outside the database',
  withheld: 'archived records are not here, their place is proven',
  missing: 'there is no ledger here',
  unreadable: 'this is not a ledger that can be read',
};

const count = (value: number): string => value.toLocaleString('en-US');

function explain(report: Report): string {
  const lines = [
    `verdict      ${report.verdict}: ${MEANING[report.verdict]}`,
    `log          ${report.origin ?? 'none'}`,
    `size         ${count(report.size)} events, ${count(report.signedSize)} of them signed (${count(report.checkpoints)} checkpoints)`,
    `root         ${report.root ?? 'none'}`,
    `took         ${(report.milliseconds / 1000).toFixed(2)} s`,
  ];
  if (report.firstBad)
    lines.splice(
      1,
      0,
      `first bad    ${report.firstBad.seq === null ? 'not an event' : `event ${count(report.firstBad.seq)}`}: ${report.firstBad.detail}`,
    );
  const rest = report.findings.filter((finding) => finding !== report.firstBad);
  for (const finding of rest.slice(0, 20)) lines.push(`also         event ${finding.seq ?? '-'}: ${finding.detail}`);
  return `${lines.join('\n')}\n`;
}

export const ledgerVerify: Verb = {
  help: `Exit codes: ${Object.entries(VERDICTS)
    .map(([verdict, code]) => `${code} ${verdict}`)
    .join(', ')}; 1 when the log could not be looked at, 64 for a wrong call.`,
  options: {
    ...SOURCE_OPTIONS,
    vkey: {
      type: 'string',
      value: 'KEY',
      help: 'the log’s verifier key, as you noted it; without it the verdict is “unpinned” at best',
    },
    json: JSON_OPTION,
  },
  run: (values) =>
    withLog(values, async (db) => {
      const vkey = textValue(values, 'vkey');
      if (vkey && !parseVerifierKey(vkey))
        throw new UsageError('--vkey is not a verifier key: name+hash+base64, as `ledger status` prints it');
      const progress = process.stderr.isTTY && !values.json;
      const report = await verifyLog({
        db,
        vkey,
        ...(progress && {
          onProgress: (done: number, size: number) => process.stderr.write(`\r${count(done)} of ${count(size)}`),
        }),
      });
      if (progress) process.stderr.write('\r\u001b[K');
      process.stdout.write(values.json ? `${JSON.stringify(report)}\n` : explain(report));
      return VERDICTS[report.verdict];
    }),
};
