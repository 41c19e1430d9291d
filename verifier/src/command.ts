import { visibleText } from '@/lib/core/visible-text';
import {
  type ByteSource,
  CouldNotLook,
  type ExportReport,
  isCheckpoint,
  isVerifierKey,
  type VerifyOptions,
} from '@/lib/ledger/verifier';
import { findingWords, reportFacts, VERDICT_WORDS } from '@/lib/ledger/verifier/words';

const USAGE = `usage: node chainward-verify.mjs FILE [--vkey KEY] [--anchored NOTE] [--json]

  FILE             a bundle (.ndjson) or an Excel export (.xlsx) of Chainward
  --vkey KEY       the log's verifier key, got from somebody you trust; may be given several times
  --anchored NOTE  a file with an older signed checkpoint that you kept: the log must continue it
  --json           the whole report as JSON

Ends with 0 ok, 10 broken, 11 partial, 12 unpinned, 16 unreadable; 1 when it could not look, 64 when it was called wrongly.
`;
const COULD_NOT_LOOK = 1;
const USAGE_ERROR = 64;
const MOST_LISTED = 50;
/** On one's own machine the memory does not depend on it; the ratio still stops a trap. */
const LIMITS = { unpacked: 64 * 1024 ** 3 };

type Verify = (file: ByteSource, options: VerifyOptions) => Promise<ExportReport>;
type Wish = { file: string; vkeys: string[]; anchored: string | null; json: boolean };
class Usage extends Error {}

function readWish(args: readonly string[]): Wish {
  const wish: Wish = { file: '', vkeys: [], anchored: null, json: false };
  const rest = [...args];
  for (let arg = rest.shift(); arg !== undefined; arg = rest.shift()) {
    const [name = '', joined] = arg.startsWith('--') ? (/^(--[a-z]+)(?:=(.*))?$/s.exec(arg)?.slice(1) ?? [arg]) : [];
    const value = () => {
      const given = joined ?? rest.shift();
      if (!given) throw new Usage(`${name} needs a value`);
      return given;
    };
    if (name === '--json') wish.json = true;
    else if (name === '--vkey') wish.vkeys.push(value().trim());
    else if (name === '--anchored') wish.anchored = value();
    else if (name || wish.file) throw new Usage(`What is ${visibleText(arg)}?`);
    else wish.file = arg;
  }
  if (!wish.file) throw new Usage('Which file?');
  const odd = wish.vkeys.find((vkey) => !isVerifierKey(vkey));
  if (odd) throw new Usage(`${visibleText(odd)} is no verifier key; one looks like name+01234567+AQ…`);
  return wish;
}

function inWords(report: ExportReport): string {
  const { title, meaning } = VERDICT_WORDS[report.verdict];
  const listed = report.findings.slice(0, MOST_LISTED).map((finding) => `  - ${visibleText(findingWords(finding))}`);
  const more = report.damages - listed.length;
  const facts = [...reportFacts(report), ['Took', `${(report.milliseconds / 1000).toFixed(1)} s`]];
  return [
    `${report.verdict.toUpperCase()}: ${title}`,
    meaning,
    '',
    ...facts.map(([label = '', value = '']) => `  ${label.padEnd(14)}${visibleText(value)}`),
    ...(listed.length > 0 ? ['', 'What is wrong:', ...listed] : []),
    ...(more > 0 ? [`  … and ${more} more`] : []),
    ...(report.remarks.length > 0 ? ['', ...report.remarks.map((remark) => `Note: ${visibleText(remark)}`)] : []),
    '',
  ].join('\n');
}

async function look({ file, vkeys, anchored }: Wish, verify: Verify): Promise<ExportReport> {
  const { open, readFile } = await import('node:fs/promises');
  const note = anchored === null ? undefined : await readFile(anchored, 'utf8');
  if (note !== undefined && !isCheckpoint(note))
    throw new Usage(`${visibleText(anchored ?? '')} holds no signed checkpoint`);
  const handle = await open(file);
  try {
    const source: ByteSource = {
      size: (await handle.stat()).size,
      read: async (from, to) => {
        const bytes = new Uint8Array(to - from);
        const { bytesRead } = await handle.read(bytes, 0, bytes.length, from);
        return bytes.subarray(0, bytesRead);
      },
    };
    return await verify(source, { vkeys, anchored: note, limits: LIMITS });
  } finally {
    await handle.close();
  }
}

/** The command itself; the result is the exit code. */
export async function runCommand(args: readonly string[], verify: Verify): Promise<number> {
  if (args.includes('--help')) {
    process.stdout.write(USAGE);
    return 0;
  }
  try {
    const wish = readWish(args);
    const report = await look(wish, verify);
    process.stdout.write(wish.json ? `${JSON.stringify(report)}\n` : inWords(report));
    return report.exit;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    process.stderr.write(`chainward-verify: ${visibleText(why)}\n${error instanceof Usage ? `\n${USAGE}` : ''}`);
    if (error instanceof Usage) return USAGE_ERROR;
    if (!(error instanceof CouldNotLook) && !(error instanceof Error && 'code' in error))
      process.stderr.write('The file was not verified.\n');
    return COULD_NOT_LOOK;
  }
}
