import { createHash, createPrivateKey, generateKeyPairSync, type KeyObject, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { AppError } from '@/lib/core/errors';
import { writeDurably } from '@/lib/core/files';
import { encodeWitnessKey } from '@/lib/ledger/format/cosignature';
import { parseVerifierKey, type VerifierKey } from '@/lib/ledger/format/note';
import type { Seen, Submission } from './judge';

const Identity = z.strictObject({ name: z.string().regex(/^[^\s+]{1,200}$/u), key: z.string() });
const Logs = z.strictObject({ vkeys: z.array(z.string()).max(1_000) });
const Remembered = z.strictObject({
  origin: z.string(),
  size: z.string().regex(/^\d{1,19}$/),
  root: z.string().regex(/^[0-9a-f]{64}$/),
  note: z.string(),
});

const nameOf = (origin: string): string => `${createHash('sha256').update(origin).digest('hex')}.json`;

/** A witness that forgot, or cannot read what it has seen, would vouch for a second history: then it does not start. */
function readOwn<T>(schema: z.ZodType<T>, file: string): T {
  try {
    return schema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (cause) {
    throw new AppError(
      'unavailable',
      `${file} cannot be read; a witness does not go on without its memory`,
      {},
      { cause },
    );
  }
}

/** All that a witness keeps: its key, the logs it knows, and the latest checkpoint of each that it cosigned. */
export class Memory {
  private readonly seen = new Map<string, Seen>();

  private constructor(
    private readonly folder: string,
    readonly name: string,
    readonly key: KeyObject,
    readonly logs: Map<string, VerifierKey[]>,
  ) {}

  static open(folder: string, wishes: { name?: string | undefined; vkeys?: readonly string[] } = {}): Memory {
    mkdirSync(path.join(folder, 'seen'), { recursive: true, mode: 0o700 });
    const { name, key } = openIdentity(path.join(folder, 'witness.json'), wishes.name);
    const memory = new Memory(folder, name, key, openLogs(path.join(folder, 'logs.json'), wishes.vkeys ?? []));
    for (const file of readdirSync(path.join(folder, 'seen')).filter((each) => each.endsWith('.json'))) {
      const { origin, size, root } = readOwn(Remembered, path.join(folder, 'seen', file));
      if (file !== nameOf(origin))
        throw new AppError('unavailable', `seen/${file} is of another log than its name says`);
      memory.seen.set(origin, { size: BigInt(size), root: Buffer.from(root, 'hex') });
    }
    return memory;
  }

  get vkey(): string {
    return encodeWitnessKey(this.name, this.key);
  }

  seenOf(origin: string): Seen | null {
    return this.seen.get(origin) ?? null;
  }

  /** On disk when this returns; without a pause, so that nothing comes between the check before it and this. */
  remember({ checkpoint: { origin, size, root }, note }: Submission): void {
    const content = { origin, size: String(size), root: root.toString('hex'), note };
    writeDurably(path.join(this.folder, 'seen', nameOf(origin)), `${JSON.stringify(content)}\n`);
    this.seen.set(origin, { size, root });
  }
}

function openIdentity(file: string, wish: string | undefined): { name: string; key: KeyObject } {
  if (!existsSync(file)) {
    const name = wish ?? `chainward-witness/${randomBytes(6).toString('hex')}`;
    const { privateKey } = generateKeyPairSync('ed25519');
    const key = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    writeDurably(file, `${JSON.stringify(Identity.parse({ name, key }))}\n`);
  }
  const { name, key } = readOwn(Identity, file);
  if (wish !== undefined && wish !== name)
    throw new AppError('conflict', `This witness is called ${name} already; its name is part of its key`);
  return { name, key: createPrivateKey(key) };
}

/** Logs named once are known from then on. */
function openLogs(file: string, given: readonly string[]): Map<string, VerifierKey[]> {
  const known = existsSync(file) ? readOwn(Logs, file).vkeys : [];
  const vkeys = [...new Set([...known, ...given])];
  const logs = new Map<string, VerifierKey[]>();
  for (const vkey of vkeys) {
    const key = parseVerifierKey(vkey);
    if (!key) throw new AppError('invalid_input', `This is not a log’s verifier key: ${vkey}`);
    logs.set(key.name, [...(logs.get(key.name) ?? []), key]);
  }
  if (vkeys.length > known.length) writeDurably(file, `${JSON.stringify({ vkeys })}\n`);
  return logs;
}
