import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import {
  createBootstrapAuthority,
  issueServerCertificate,
  printableFingerprint,
  privateKeyFromDer,
  readServerCertificate,
  sha256OfPem,
} from '.';

const now = new Date('2030-05-06T07:08:09Z');
const authority = await createBootstrapAuthority({ name: 'root', now });
const names = { dnsNames: ['a.example', '*.b.example'], ipAddresses: ['10.1.2.3'] };
const server = await issueServerCertificate({ authority, commonName: 'a.example', ...names, now, days: 30 });

test('reads names, dates and fingerprint', () => {
  const facts = readServerCertificate({ certificatePem: server.chainPem, privateKeyPem: server.privateKeyPem });
  expect(facts).toEqual({
    names: ['a.example', '*.b.example', '10.1.2.3'],
    notBefore: new Date('2030-05-06T07:03:09Z'),
    notAfter: server.notAfter,
    sha256: server.sha256,
    matchesKey: true,
  });
});

test('sees the key of another certificate, and that none was given', async () => {
  const other = await issueServerCertificate({ authority, commonName: 'a.example', ...names, now });
  const { certificatePem } = server;
  expect(readServerCertificate({ certificatePem, privateKeyPem: other.privateKeyPem }).matchesKey).toBe(false);
  expect(readServerCertificate({ certificatePem }).matchesKey).toBeNull();
});

test('prints the fingerprint that openssl prints', () => {
  const printed = execFileSync('openssl', ['x509', '-noout', '-fingerprint', '-sha256'], {
    input: server.certificatePem,
    encoding: 'utf8',
  });
  expect(printed.trim().split('=')[1]).toBe(printableFingerprint(server.sha256));
  expect(sha256OfPem(server.chainPem)).toBe(server.sha256);
});

test('a name that holds a comma cannot pose as two names', () => {
  const folder = mkdtempSync(join(tmpdir(), 'pki-'));
  const config = join(folder, 'openssl.cnf');
  writeFileSync(
    config,
    '[req]\ndistinguished_name=d\nx509_extensions=e\n[d]\n[e]\nsubjectAltName=@s\n[s]\nDNS.1=a.example\\, DNS:evil.example\nDNS.2=good.example\n',
  );
  const options = ['-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-subj', '/CN=x'];
  const where = ['-config', config, '-keyout', join(folder, 'key.pem')];
  const certificatePem = execFileSync('openssl', ['req', ...options, ...where], { encoding: 'utf8', stdio: 'pipe' });
  rmSync(folder, { recursive: true });
  const { names: read } = readServerCertificate({ certificatePem });
  expect(read).toEqual(['a.example, DNS:evil.example', 'good.example']);
});

test('refuses what is no certificate or key', () => {
  expect(() => readServerCertificate({ certificatePem: 'x' })).toThrow(/not a certificate/);
  const { certificatePem } = server;
  expect(() => readServerCertificate({ certificatePem, privateKeyPem: 'x' })).toThrow(/private key/);
});

test('the key survives storage as PKCS#8', () => {
  const der = authority.privateKey.export({ format: 'der', type: 'pkcs8' });
  expect(privateKeyFromDer(der).equals(authority.privateKey)).toBe(true);
});
