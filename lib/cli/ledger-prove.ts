import { readFileSync, writeFileSync } from 'node:fs';
import { checkProof } from '@/lib/ledger/format/check-proof';
import { parseVerifierKey } from '@/lib/ledger/format/note';
import { proveEvent } from '@/lib/ledger/queries/prove-event';
import { VERDICTS } from '@/lib/ledger/verify/verdict';
import { SOURCE_OPTIONS, withLog } from './ledger-source';
import { JSON_OPTION, textValue, UsageError, type Values, type Verb } from './verb';

function check(file: string, values: Values): number {
  const vkey = textValue(values, 'vkey');
  if (vkey !== undefined && !parseVerifierKey(vkey)) throw new UsageError('--vkey is not a verifier key');
  const checked = checkProof(readFileSync(file === '-' ? 0 : file, 'utf8'), vkey);
  const { verdict, detail, seq, size, origin, record } = checked;
  const lines = [
    `verdict   ${verdict}: ${detail}`,
    ...(seq === null ? [] : [`event     ${seq} of ${size}, log ${origin}`, `record    ${record}`]),
  ];
  process.stdout.write(values.json ? `${JSON.stringify(checked)}\n` : `${lines.join('\n')}\n`);
  return VERDICTS[verdict];
}

export const ledgerProve: Verb = {
  positionals: 'SEQ | --check FILE',
  help: 'Writes a proof in c2sp.org/tlog-proof form: the event, its way to the newest signed root, and that signature.\nWith --check it reads one instead and needs no installation; the exit codes are those of `ledger verify`.',
  options: {
    ...SOURCE_OPTIONS,
    out: { type: 'string', value: 'FILE', help: 'where to write the proof; otherwise it is printed' },
    check: { type: 'string', value: 'FILE', help: 'check this proof instead of making one; - for standard input' },
    vkey: { type: 'string', value: 'KEY', help: 'with --check: the log’s verifier key, as you noted it' },
    json: JSON_OPTION,
  },
  run: async (values, positionals) => {
    const file = textValue(values, 'check');
    if (file !== undefined) return check(file, values);
    const [seq, ...more] = positionals;
    if (!seq || !/^\d{1,15}$/.test(seq) || more.length > 0) throw new UsageError('An event is named by its number');
    const proof = await withLog(values, (db) => proveEvent(db, Number(seq)));
    const out = textValue(values, 'out');
    if (out !== undefined) writeFileSync(out, proof.text);
    else process.stdout.write(values.json ? `${JSON.stringify(proof)}\n` : proof.text);
    return 0;
  },
};
