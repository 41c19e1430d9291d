import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { BlockList, isIP } from 'node:net';
import { hostname } from 'node:os';
import { writeDurably } from '@/lib/core/files';
import { createBootstrapAuthority, issueServerCertificate, readServerCertificate } from '@/lib/pki';
import { frontFiles } from './client-files';
import type { KeyStore } from './key-store';

const AUTHORITY = 'bootstrap-authority';
const DAYS = 365;
const DNS_NAME = /^(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;
const RENEW_BEFORE_MS = 30 * 86_400_000;

async function bootstrapAuthority(store: KeyStore, file: string, now: Date) {
  const known = store.authorityKey(AUTHORITY);
  if (known && existsSync(file)) return { certificatePem: readFileSync(file, 'utf8'), privateKey: known };
  const made = await createBootstrapAuthority({ name: `Chainward bootstrap ${store.instance}`, now });
  store.keepAuthorityKey(AUTHORITY, made.privateKey);
  writeDurably(file, made.certificatePem, 0o644);
  return made;
}

/** An IPv6 address has many spellings: Node writes certificates’ in full. */
function sameAddress(a: string, b: string): boolean {
  const family = isIP(a);
  if (family === 0 || family !== isIP(b)) return false;
  const list = new BlockList();
  list.addAddress(a, family === 6 ? 'ipv6' : 'ipv4');
  return list.check(b, family === 6 ? 'ipv6' : 'ipv4');
}

function isGood(
  files: ReturnType<typeof frontFiles>,
  names: readonly string[],
  addresses: readonly string[],
  now: Date,
): boolean {
  try {
    const facts = readServerCertificate({
      certificatePem: readFileSync(files.certificate, 'utf8'),
      privateKeyPem: readFileSync(files.key, 'utf8'),
    });
    const lasts = facts.notAfter.getTime() - now.getTime() > RENEW_BEFORE_MS;
    return (
      lasts &&
      facts.matchesKey === true &&
      names.every((name) => facts.names.includes(name)) &&
      addresses.every((address) => facts.names.some((name) => sameAddress(name, address)))
    );
  } catch {
    return false;
  }
}

/** The front's own certificate, for installations that bring none: made at first start, renewed a month before its end. */
export async function ensureFrontCertificate(
  store: KeyStore,
  dataFolder: string,
  host: string | undefined,
  now: Date,
): Promise<boolean> {
  const files = frontFiles(dataFolder);
  const named = host && !['0.0.0.0', '::', 'localhost'].includes(host) ? [host] : [];
  const names = ['localhost', hostname(), ...named.filter((name) => !isIP(name))].map((name) => name.toLowerCase());
  // A machine may bear a name that no certificate can hold (`build_box`): it is reached by another then.
  const dnsNames = [...new Set(names.filter((name) => DNS_NAME.test(name)))];
  const ipAddresses = [...new Set(['127.0.0.1', '::1', ...named.filter((name) => isIP(name))])];
  if (isGood(files, dnsNames, ipAddresses, now)) return false;
  mkdirSync(files.folder, { recursive: true, mode: 0o700 });
  const authority = await bootstrapAuthority(store, files.authority, now);
  const issued = await issueServerCertificate({
    authority,
    commonName: 'localhost',
    dnsNames,
    ipAddresses,
    now,
    days: DAYS,
  });
  writeDurably(files.key, issued.privateKeyPem, 0o600);
  writeDurably(files.certificate, issued.chainPem, 0o644);
  return true;
}
