import { hkdfSync } from 'node:crypto';

const MOST_KNOWN = 1_000;

/** Each process writes under its own name and key; the keeper derives the key again from the name, so it keeps no list. */
export const writerKeys = (master: Buffer): ((writer: string) => Buffer) => {
  const known = new Map<string, Buffer>();
  return (writer) => {
    const key =
      known.get(writer) ?? Buffer.from(hkdfSync('sha256', master, Buffer.alloc(0), `chainward/writer/${writer}`, 32));
    if (known.size < MOST_KNOWN) known.set(writer, key);
    return key;
  };
};
