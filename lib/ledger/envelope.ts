import { z } from 'zod';

/** The numbers stand in the log's filter columns: they may be added to, never changed. Success and info are 0 because two indexes leave 0 out. */
export const STATUS = { success: 0, failure: 1, denied: 2, warning: 3 } as const;
export const SEVERITY = { info: 0, low: 1, medium: 2, high: 3, critical: 4 } as const;
export const EVENT_CLASS = { management: 0, authentication: 1, authorization: 2, data_access: 3, system: 4 } as const;

export type Status = keyof typeof STATUS;
export type Severity = keyof typeof SEVERITY;
export type EventClass = keyof typeof EVENT_CLASS;

const keys = <T extends object>(record: T) => Object.keys(record) as [keyof T & string, ...(keyof T & string)[]];
export const STATUSES = keys(STATUS);
export const SEVERITIES = keys(SEVERITY);
export const EVENT_CLASSES = keys(EVENT_CLASS);

export const ACTOR_TYPES = ['user', 'service', 'token', 'agent', 'acme', 'scheduler', 'system', 'anonymous'] as const;
export const AUTH_METHODS = ['password', 'totp', 'passkey', 'oidc', 'certificate', 'token', 'none'] as const;

const text = z.string().max(1024);
const hex = z.string().regex(/^[0-9a-f]+$/);
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
export const TIME_PATTERN = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/;

function realTime(value: string): boolean {
  const parsed = new Date(value);
  return !Number.isNaN(parsed.getTime()) && parsed.toISOString().slice(0, 19) === value.slice(0, 19);
}

/** Years before 2000 or after 2199 are clocks that went wrong, not history. */
export const Time = z
  .string()
  .regex(TIME_PATTERN, 'is not an RFC 3339 time in UTC with six decimals')
  .refine(realTime, 'is not a time that exists')
  .refine((value) => value >= '2000' && value < '2200', 'lies outside the years 2000 to 2199');

export const ActorRecord = z.strictObject({
  type: z.enum(ACTOR_TYPES),
  id: text.optional(),
  name: text,
  email: text.optional(),
  roles: z.array(text).max(32).optional(),
  method: z.enum(AUTH_METHODS),
  certificate: z.strictObject({ sha256, serial: hex, issuer: text }).optional(),
  tokenPrefix: text.optional(),
  onBehalfOf: text.optional(),
});

export const SourceRecord = z.strictObject({
  ip: text.optional(),
  userAgent: text.optional(),
  method: text.optional(),
  path: text.optional(),
  requestId: text.optional(),
  tlsVersion: text.optional(),
  cipher: text.optional(),
});

export const TargetRecord = z.strictObject({ type: text, id: text, name: text });

export const EffectRecord = z.strictObject({ table: text, key: text, after: sha256.nullable() });

/** Values of any JSON shape; the canonical form refuses floats, lone surrogates and depth on its own. */
const json: z.ZodType<unknown> = z.json();
const jsonObject = z.record(z.string(), json);

/** The envelope of every event. Strict: a field nobody declared is refused, never carried along. */
export const Envelope = z.strictObject({
  v: z.literal(1),
  id: z.uuidv7(),
  occurredAt: Time,
  recordedAt: Time,
  module: z.string().regex(/^[a-z][a-z0-9_]{0,31}$/),
  activity: z.string().regex(/^[a-z][a-z0-9_]{0,47}$/),
  class: z.enum(EVENT_CLASSES),
  status: z.enum(STATUSES),
  severity: z.enum(SEVERITIES),
  reason: z.strictObject({ code: text, message: text }).optional(),
  summary: z.string().min(1).max(500),
  actor: ActorRecord,
  session: z.strictObject({ id: text, startedAt: Time }).optional(),
  source: SourceRecord.optional(),
  trigger: z
    .strictObject({ cause: text.optional(), jobId: text.optional(), parentEventId: z.uuidv7().optional() })
    .optional(),
  targets: z.array(TargetRecord).max(100).optional(),
  certificate: z
    .strictObject({
      sha256,
      spkiSha256: sha256.optional(),
      serial: hex.optional(),
      subject: text.optional(),
      sans: z.array(text).max(1000).optional(),
      issuer: text.optional(),
      notBefore: Time.optional(),
      notAfter: Time.optional(),
      keyAlgorithm: text.optional(),
    })
    .optional(),
  endpoint: z
    .strictObject({
      host: text.optional(),
      ip: text.optional(),
      port: z.int().min(0).max(65535).optional(),
      sni: text.optional(),
      environment: text.optional(),
      service: text.optional(),
    })
    .optional(),
  policy: z.strictObject({ id: text, version: z.int(), rule: text.optional(), decision: text.optional() }).optional(),
  approval: z.strictObject({ id: text, step: z.int().optional() }).optional(),
  changes: z.strictObject({ before: jsonObject, after: jsonObject }).optional(),
  details: jsonObject.optional(),
  effects: z.array(EffectRecord).max(1000).optional(),
  claims: z.strictObject({ actor: json.optional(), occurredAt: text.optional(), source: json.optional() }).optional(),
});

export type Envelope = z.infer<typeof Envelope>;
export type ActorRecord = z.infer<typeof ActorRecord>;
export type SourceRecord = z.infer<typeof SourceRecord>;
export type TargetRecord = z.infer<typeof TargetRecord>;
export type EffectRecord = z.infer<typeof EffectRecord>;
