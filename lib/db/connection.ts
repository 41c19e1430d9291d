import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import type { PoolConfig } from 'pg';
import { AppError } from '@/lib/core/errors';

const UNVERIFIED = new Set(['disable', 'allow', 'prefer', 'require', 'no-verify', 'verify-ca']);

function isLocal(host: string): boolean {
  return host.startsWith('/') || host === 'localhost' || host === '::1' || /^127\.\d+\.\d+\.\d+$/.test(host);
}

function parse(url: string): URL {
  try {
    const parsed = new URL(url);
    for (const part of [parsed.username, parsed.password, parsed.hostname, parsed.pathname]) decodeURIComponent(part);
    if (parsed.protocol === 'postgresql:' || parsed.protocol === 'postgres:') return parsed;
  } catch {
    // Falls through: the message must not repeat the URL, it may hold a password.
  }
  throw new AppError('invalid_input', 'DATABASE_URL is not a postgresql:// URL');
}

function verifiedTls(host: string, parameters: URLSearchParams): PoolConfig['ssl'] {
  if (isLocal(host)) return parameters.get('sslmode') === 'verify-full' ? { servername: host } : false;
  const mode = parameters.get('sslmode');
  if (mode && UNVERIFIED.has(mode)) {
    throw new AppError(
      'invalid_input',
      `The database at ${host} is not on this machine: it needs TLS with a verified name (sslmode=verify-full, and sslrootcert=FILE for a private authority), not sslmode=${mode}`,
    );
  }
  const rootCertificate = parameters.get('sslrootcert');
  return {
    rejectUnauthorized: true,
    ...(rootCertificate && { ca: readFileSync(rootCertificate, 'utf8') }),
    ...(!isIP(host) && { servername: host }),
  };
}

/** A database URL as `pg` takes it. A server on another machine is reached by verified TLS or not at all. */
export function connectionConfig(url: string): PoolConfig {
  const parsed = parse(url);
  const host =
    parsed.searchParams.get('host') ?? decodeURIComponent(parsed.hostname || 'localhost').replace(/^\[|\]$/g, '');
  const port = parsed.searchParams.get('port') ?? parsed.port;
  return {
    host,
    ...(port && { port: Number(port) }),
    user: decodeURIComponent(parsed.username) || 'postgres',
    ...(parsed.password && { password: decodeURIComponent(parsed.password) }),
    database: decodeURIComponent(parsed.pathname.slice(1)) || 'postgres',
    ssl: verifiedTls(host, parsed.searchParams),
    // One way of writing everywhere: rows read back as JSON must have one text.
    options: '-c synchronous_commit=on -c TimeZone=UTC -c DateStyle=ISO -c bytea_output=hex',
    connectionTimeoutMillis: 5_000,
    keepAlive: true,
  };
}

/** The same server and role, another database. */
export function withDatabase(url: string, database: string): string {
  const parsed = parse(url);
  parsed.pathname = `/${encodeURIComponent(database)}`;
  return parsed.toString();
}
