import type { ErrorCode } from './errors';

export type Failure = {
  ok: false;
  code: ErrorCode;
  message: string;
  fields: Readonly<Record<string, string>>;
  requestId: string | null;
  retryable: boolean;
};

export type Result<T> = { ok: true; value: T } | Failure;
