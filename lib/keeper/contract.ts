import { z } from 'zod';

export const KeeperStatus = z.object({
  instance: z.string(),
  origin: z.string(),
  vkey: z.string(),
  sealedSize: z.number(),
  signedSize: z.number(),
  signedAt: z.string().nullable(),
  sequencerError: z.string().nullable(),
  signerError: z.string().nullable(),
  /** Why nothing is sealed or signed at all, and what people can do; null in ordinary times. */
  halted: z.string().nullable(),
});
export type KeeperStatus = z.infer<typeof KeeperStatus>;

/** What a sealed secret is for, down to the row that holds it: `anchor/<id>`. */
const Purpose = z.string().regex(/^[a-z0-9][a-z0-9./:_-]{0,127}$/);
const MAX_SECRET = 16 * 1024;
const Plaintext = z.base64().max(Math.ceil(MAX_SECRET / 3) * 4);
/** A sealed secret is 28 bytes and a prefix longer. */
const Sealed = z.string().max(23 * 1024);

/** What the keeper answers. One JSON object a line each way; nothing else is understood. */
export const METHODS = {
  'writer.key': {
    params: z.strictObject({
      process: z.string().regex(/^[a-z-]{1,32}$/),
      /** An earlier writer of the same name, whose spool is taken over. */
      id: z
        .string()
        .regex(/^[a-z-]{1,32}-[0-9a-f]{12}$/)
        .optional(),
    }),
    result: z.object({ id: z.string(), key: z.base64() }),
  },
  'ledger.checkpoint': { params: z.strictObject({}), result: z.object({ size: z.number(), note: z.string() }) },
  'ledger.rotateKey': {
    params: z.strictObject({ reason: z.string().min(1).max(500).optional(), by: z.string().max(100).optional() }),
    result: z.object({ seq: z.number(), oldVkey: z.string(), newVkey: z.string(), note: z.string() }),
  },
  'secret.seal': {
    params: z.strictObject({ purpose: Purpose, plaintext: Plaintext }),
    result: z.object({ sealed: Sealed }),
  },
  'secret.open': {
    params: z.strictObject({ purpose: Purpose, sealed: Sealed }),
    result: z.object({ plaintext: Plaintext }),
  },
  'keeper.status': { params: z.strictObject({}), result: KeeperStatus },
} as const;

export type Method = keyof typeof METHODS;
export type Params<M extends Method> = z.infer<(typeof METHODS)[M]['params']>;
export type Answer<M extends Method> = z.infer<(typeof METHODS)[M]['result']>;

export const Request = z.strictObject({
  method: z.enum(Object.keys(METHODS) as [Method, ...Method[]]),
  params: z.unknown(),
});
export const Response = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true), result: z.unknown() }),
  z.object({ ok: z.literal(false), code: z.string(), message: z.string() }),
]);

export const MAX_LINE = 64 * 1024;
export const SOCKET_NAME = 'keeper.sock';
