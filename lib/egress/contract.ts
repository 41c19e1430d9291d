import type { LookupAddress } from 'node:dns';
import { AppError, type ErrorCode } from '@/lib/core/errors';

/** What a connection is for decides whether plain http is allowed: these bodies carry signatures of their own. */
export const EGRESS_PURPOSES = {
  ocsp: { plainHttp: true },
  crl: { plainHttp: true },
  aia: { plainHttp: true },
  timestamp: { plainHttp: true },
  witness: { plainHttp: true },
  acme: { plainHttp: false },
  oidc: { plainHttp: false },
  webhook: { plainHttp: false },
  connector: { plainHttp: false },
  shipping: { plainHttp: false },
  proof: { plainHttp: false },
} as const;

export type EgressPurpose = keyof typeof EGRESS_PURPOSES;

export type Listener = { host: string; port: number };

/** Every address of a name; called exactly once a request. */
export type Resolver = (hostname: string) => Promise<readonly LookupAddress[]>;

export type EgressRequest = {
  url: string;
  purpose: EgressPurpose;
  method?: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  headers?: Readonly<Record<string, string>>;
  body?: string | Uint8Array;
  /** Host names, addresses and CIDR ranges that an admin has named. */
  allow: readonly string[];
  ownListeners: readonly Listener[];
  resolver?: Resolver;
  timeoutMs?: number;
  maxBytes?: number;
  /** PEM of authorities to trust instead of the public ones. */
  ca?: string | readonly string[];
};

export type EgressResponse = {
  status: number;
  headers: Readonly<Record<string, string | string[]>>;
  body: Buffer;
};

const REASONS = {
  bad_url: 'invalid_input',
  bad_header: 'invalid_input',
  scheme: 'forbidden',
  credentials: 'forbidden',
  refused_address: 'forbidden',
  unresolved: 'unavailable',
  unreachable: 'unavailable',
  certificate: 'unavailable',
  timeout: 'unavailable',
  too_large: 'too_large',
} as const satisfies Record<string, ErrorCode>;

export type EgressReason = keyof typeof REASONS;

export class EgressError extends AppError {
  constructor(
    readonly reason: EgressReason,
    message: string,
    options?: ErrorOptions,
  ) {
    super(REASONS[reason], message, {}, options);
  }
}
