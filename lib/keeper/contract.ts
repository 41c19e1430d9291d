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
});
export type KeeperStatus = z.infer<typeof KeeperStatus>;

/** What the keeper answers. One JSON object a line each way; nothing else is understood. */
export const METHODS = {
  'writer.key': {
    params: z.strictObject({ process: z.string().regex(/^[a-z-]{1,32}$/) }),
    result: z.object({ id: z.string(), key: z.base64() }),
  },
  'ledger.checkpoint': { params: z.strictObject({}), result: z.object({ size: z.number(), note: z.string() }) },
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
