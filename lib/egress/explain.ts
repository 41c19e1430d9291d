import { isAppError } from '@/lib/core/errors';
import { EgressError } from './contract';

const CERTIFICATE =
  /^(ERR_TLS_CERT_|CERT_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|HOSTNAME_MISMATCH|INVALID_CA|INVALID_PURPOSE)/;

/** Names the host and the reason by its code only: the text of a stranger's answer never gets into a message. */
export function explain(error: unknown, host: string): unknown {
  if (isAppError(error)) return error;
  const code = codeOf(error);
  if (CERTIFICATE.test(code)) {
    const why = code === 'ERR_TLS_CERT_ALTNAME_INVALID' ? 'it is for another name' : code;
    return new EgressError('certificate', `The certificate of ${host} was not accepted: ${why}.`, { cause: error });
  }
  if (code === 'UND_ERR_INVALID_ARG') {
    return new EgressError('bad_header', `The request for ${host} is not valid.`, { cause: error });
  }
  if (code === 'UND_ERR_HEADERS_OVERFLOW') {
    return new EgressError('too_large', `${host} answered with too long headers.`, { cause: error });
  }
  if (/TIMEOUT/.test(code)) return new EgressError('timeout', `${host} did not answer in time.`, { cause: error });
  return new EgressError('unreachable', `No answer from ${host}: ${code}.`, { cause: error });
}

function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  if ('code' in error && typeof error.code === 'string') return error.code;
  if (error instanceof AggregateError) return codeOf(error.errors[0]);
  return error.cause === undefined ? 'unknown' : codeOf(error.cause);
}
