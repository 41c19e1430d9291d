import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

const config = (usage: string) => `
[req]
distinguished_name = name
[name]
[root]
basicConstraints = critical, CA:true
keyUsage = critical, keyCertSign, cRLSign
subjectKeyIdentifier = hash
[tsa]
basicConstraints = CA:false
keyUsage = critical, digitalSignature
extendedKeyUsage = ${usage}
subjectKeyIdentifier = hash
[ts]
signer_cert = tsa.pem
signer_key = tsa.key
certs = root.pem
serial = serial
default_policy = 1.2.3.4.1
digests = sha256, sha512
signer_digest = sha256
crypto_device = builtin
ordering = no
tsa_name = yes
ess_cert_id_chain = no
`;

export type TimestampAuthority = {
  rootPem: string;
  certificatePem: string;
  keyPem: string;
  reply(query: Uint8Array): Promise<Buffer>;
  /** What openssl itself says of a token over these bytes. */
  verify(token: Uint8Array, data: Uint8Array): Promise<string>;
  close(): void;
};

type Wishes = { usage?: string; key?: string[]; days?: string };

/** OpenSSL's own authority, with a root and a certificate made for the occasion. */
export async function openTimestampAuthority({
  usage = 'critical, timeStamping',
  key = ['ec', '-pkeyopt', 'ec_paramgen_curve:P-256'],
  days = '30',
}: Wishes = {}): Promise<TimestampAuthority> {
  const folder = mkdtempSync(path.join(tmpdir(), 'cw-tsa-'));
  const openssl = (...args: string[]) => run('openssl', args, { cwd: folder });
  writeFileSync(path.join(folder, 'openssl.cnf'), config(usage));
  writeFileSync(path.join(folder, 'serial'), '01\n');
  const request = ['req', '-config', 'openssl.cnf', '-nodes', '-newkey', ...key];
  const root = ['-x509', '-extensions', 'root', '-subj', '/CN=Test time root', '-days', '60'];
  await openssl(...request, ...root, '-keyout', 'root.key', '-out', 'root.pem');
  await openssl(...request, '-subj', '/CN=Test time stamps', '-keyout', 'tsa.key', '-out', 'tsa.csr');
  const issue = ['x509', '-req', '-in', 'tsa.csr', '-CA', 'root.pem', '-CAkey', 'root.key', '-CAcreateserial'];
  await openssl(...issue, '-extfile', 'openssl.cnf', '-extensions', 'tsa', '-days', days, '-out', 'tsa.pem');
  let count = 0;
  const file = (name: string) => path.join(folder, name);
  return {
    rootPem: readFileSync(file('root.pem'), 'utf8'),
    certificatePem: readFileSync(file('tsa.pem'), 'utf8'),
    keyPem: readFileSync(file('tsa.key'), 'utf8'),
    reply: async (query) => {
      count += 1;
      const [asked, answered] = [`${count}.tsq`, `${count}.tsr`];
      writeFileSync(file(asked), query);
      await openssl('ts', '-reply', '-config', 'openssl.cnf', '-section', 'ts', '-queryfile', asked, '-out', answered);
      return readFileSync(file(answered));
    },
    verify: async (token, data) => {
      writeFileSync(file('token'), token);
      writeFileSync(file('data'), data);
      const given = ['-in', 'token', '-token_in', '-data', 'data', '-CAfile', 'root.pem'];
      return (await openssl('ts', '-verify', ...given)).stdout.trim();
    },
    close: () => rmSync(folder, { recursive: true, force: true }),
  };
}
