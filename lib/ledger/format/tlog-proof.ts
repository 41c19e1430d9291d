/** c2sp.org/tlog-proof: one leaf of the log and its way to a signed root, in a text that needs nothing else. */
const HEADER = 'c2sp.org/tlog-proof@v1';
const MOST_HASHES = 63;

export type TlogProof = { index: bigint; hashes: readonly Buffer[]; checkpoint: string; extra?: Buffer };

export function encodeTlogProof({ index, hashes, checkpoint, extra }: TlogProof): string {
  const lines = [
    HEADER,
    ...(extra ? [`extra ${extra.toString('base64')}`] : []),
    `index ${index}`,
    ...hashes.map((hash) => hash.toString('base64')),
  ];
  return `${lines.join('\n')}\n\n${checkpoint}`;
}

/** Base64 that is written in one way alone; anything else is null. */
function strictBase64(text: string): Buffer | null {
  const bytes = Buffer.from(text, 'base64');
  return bytes.toString('base64') === text ? bytes : null;
}

/** Null for anything that is not such a text; whether it proves something is for the caller to check. */
export function parseTlogProof(text: string): TlogProof | null {
  const end = text.indexOf('\n\n');
  if (end < 0) return null;
  const [header, ...rest] = text.slice(0, end).split('\n');
  if (header !== HEADER) return null;
  const extraLine = rest[0]?.startsWith('extra ') ? rest.shift() : undefined;
  const extra = extraLine === undefined ? undefined : strictBase64(extraLine.slice('extra '.length));
  const index = /^index (0|[1-9]\d{0,18})$/.exec(rest.shift() ?? '')?.[1];
  const hashes = rest.map(strictBase64);
  if (extra === null || index === undefined || hashes.length > MOST_HASHES) return null;
  const whole = hashes.filter((hash): hash is Buffer => hash?.length === 32);
  if (whole.length !== hashes.length) return null;
  return { index: BigInt(index), hashes: whole, checkpoint: text.slice(end + 2), ...(extra && { extra }) };
}
