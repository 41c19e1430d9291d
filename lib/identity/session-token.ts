import { createHash, randomBytes } from 'node:crypto';

/** `__Host-`: this host alone, over TLS, whole site; the name keeps apart what other products set on the same host. */
export const SESSION_COOKIE = '__Host-chainward-session';

export const newToken = (): string => randomBytes(32).toString('base64url');

/** The database knows tokens by their SHA-256 only: 256 random bits need no slow hash. */
export const hashToken = (token: string): Buffer => createHash('sha256').update(token).digest();

export const isToken = (value: string): boolean => /^[A-Za-z0-9_-]{43}$/.test(value);
