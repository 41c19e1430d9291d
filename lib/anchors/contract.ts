import { z } from 'zod';

/** Where a checkpoint is put so that this machine's database cannot take it back. */
export const ANCHOR_KINDS = ['file', 'rfc3161', 'tlog-witness', 's3', 'syslog', 'email'] as const;
export type AnchorKind = (typeof ANCHOR_KINDS)[number];

export const ANCHOR_LABELS: Record<AnchorKind, string> = {
  file: 'Append-only file',
  rfc3161: 'Time stamp (RFC 3161)',
  'tlog-witness': 'Witness',
  s3: 'S3 with object lock',
  syslog: 'Syslog over TLS',
  email: 'E-mail digest',
};

/** A file can be cut by whoever takes over the account, so it alone does not make a log anchored. */
export const placeOf = (kind: AnchorKind): 'local' | 'outside' => (kind === 'file' ? 'local' : 'outside');

const plain = (most: number) =>
  z
    .string()
    .trim()
    .min(1, 'Fill this in')
    .max(most, `At most ${most} characters`)
    .regex(/^[\x20-\x7e]+$/, 'Letters, digits and signs of ASCII only');
const name = z
  .string()
  .trim()
  .min(1, 'Give the anchor a name')
  .max(80, 'At most 80 characters')
  .regex(/^[^\p{C}]+$/u, 'No control characters');
const host = z
  .string()
  .trim()
  .max(253)
  .regex(/^[A-Za-z0-9]([A-Za-z0-9.:-]*[A-Za-z0-9])?$/, 'The name or address of a host, without port');
const port = z.int().min(1).max(65_535);
const pem = z
  .string()
  .max(16 * 1024, 'At most 16 KiB')
  .refine((text) => text.includes('-----BEGIN CERTIFICATE-----'), 'Certificates in PEM form');
const url = (schemes: readonly string[]) =>
  z
    .string()
    .trim()
    .max(500)
    .refine(
      (text) => {
        const parsed = URL.canParse(text) ? new URL(text) : null;
        return Boolean(
          parsed && schemes.includes(parsed.protocol) && !parsed.username && !parsed.password && !parsed.hash,
        );
      },
      `A URL beginning with ${schemes.map((scheme) => `${scheme}//`).join(' or ')}, without a password in it`,
    );
const address = z
  .string()
  .trim()
  .max(254)
  .regex(/^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?$/, 'An e-mail address');

const common = {
  /** Least time between two submissions while the log grows. */
  intervalSeconds: z
    .int('A whole number of seconds')
    .min(60, 'At least a minute')
    .max(86_400, 'At most a day')
    .default(60),
};
const network = {
  ...common,
  /** Host names, addresses and ranges inside one's own network that this anchor may reach. */
  allow: z.array(plain(253)).max(20).default([]),
  /** Authorities to trust for TLS instead of the public ones. */
  ca: pem.optional(),
};

export const ANCHOR_CONFIGS = {
  file: z.strictObject({
    ...common,
    path: z
      .string()
      .trim()
      .max(1_000)
      .regex(/^\/(?:[^/\0]+\/)*[^/\0]+\.ndjson$/, 'A whole path ending in .ndjson')
      .refine((path) => !path.split('/').includes('..'), 'A path without “..”'),
  }),
  rfc3161: z.strictObject({
    ...network,
    url: url(['https:', 'http:']),
    /** Roots of the time stamp authority, or its own certificate. */
    trusted: pem,
  }),
  'tlog-witness': z.strictObject({
    ...network,
    /** The submission prefix: `add-checkpoint` is added to it. */
    url: url(['https:', 'http:']),
    vkey: plain(300).regex(/^[^\s+]+\+[0-9a-f]{8}\+[A-Za-z0-9+/]+={0,2}$/, 'A verifier key: name+hash+base64'),
  }),
  s3: z.strictObject({
    ...network,
    endpoint: url(['https:']),
    region: plain(40).regex(/^[a-z0-9-]+$/, 'As in eu-central-1'),
    bucket: plain(63).regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, 'The name of a bucket'),
    prefix: z
      .string()
      .trim()
      .max(200)
      .regex(/^(?:[A-Za-z0-9_.-]+\/)*$/, 'Letters and digits, ending in /')
      .default('chainward/'),
    accessKeyId: plain(128),
    retainDays: z.int().min(1, 'At least a day').max(36_500, 'At most 100 years').default(3_650),
  }),
  syslog: z.strictObject({ ...network, host, port: port.default(6514) }),
  email: z.strictObject({
    ...network,
    intervalSeconds: common.intervalSeconds.default(86_400),
    host,
    port: port.default(587),
    security: z.enum(['starttls', 'tls']).default('starttls'),
    user: plain(254).optional(),
    from: address,
    to: z.array(address).min(1, 'At least one address').max(20),
  }),
} as const satisfies Record<AnchorKind, z.ZodType>;

export type AnchorConfig<Kind extends AnchorKind = AnchorKind> = z.output<(typeof ANCHOR_CONFIGS)[Kind]>;

const secret = z.string().min(1).max(1_000);

/** Each kind with its own settings, so that a wrong one is named with its field. */
const oneOfKinds = <Shape extends z.core.$ZodLooseShape>(shape: Shape) =>
  z.discriminatedUnion('kind', [
    z.strictObject({ ...shape, kind: z.literal('file'), config: ANCHOR_CONFIGS.file }),
    z.strictObject({ ...shape, kind: z.literal('rfc3161'), config: ANCHOR_CONFIGS.rfc3161 }),
    z.strictObject({ ...shape, kind: z.literal('tlog-witness'), config: ANCHOR_CONFIGS['tlog-witness'] }),
    z.strictObject({ ...shape, kind: z.literal('s3'), config: ANCHOR_CONFIGS.s3, secret: secret.optional() }),
    z.strictObject({ ...shape, kind: z.literal('syslog'), config: ANCHOR_CONFIGS.syslog }),
    z.strictObject({ ...shape, kind: z.literal('email'), config: ANCHOR_CONFIGS.email, secret: secret.optional() }),
  ]);

export const CreateAnchorInput = oneOfKinds({ name });
export type CreateAnchorInput = z.infer<typeof CreateAnchorInput>;

/** `version` is what the form was loaded with. A secret that is left out stays; the kind cannot change. */
export const UpdateAnchorInput = oneOfKinds({ name, id: z.uuid(), version: z.int().min(1) });
export type UpdateAnchorInput = z.infer<typeof UpdateAnchorInput>;

export const SwitchAnchorInput = z.strictObject({ id: z.uuid(), version: z.int().min(1), enabled: z.boolean() });
export type SwitchAnchorInput = z.infer<typeof SwitchAnchorInput>;

export const DeleteAnchorInput = z.strictObject({ id: z.uuid(), version: z.int().min(1) });
export type DeleteAnchorInput = z.infer<typeof DeleteAnchorInput>;

export const TestAnchorInput = z.strictObject({ id: z.uuid() });
export type TestAnchorInput = z.infer<typeof TestAnchorInput>;

/** An anchor and how it stands, for pages: never its secret. */
export type AnchorView = {
  id: string;
  kind: AnchorKind;
  name: string;
  place: 'local' | 'outside';
  config: AnchorConfig;
  hasSecret: boolean;
  enabled: boolean;
  version: number;
  createdAt: string;
  confirmed: { size: number; at: string } | null;
  failing: { since: string; attempts: number; error: string; nextTry: string } | null;
};
