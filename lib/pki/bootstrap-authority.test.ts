import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type BootstrapAuthority, createBootstrapAuthority, issueServerCertificate, type ServerCertificate } from '.';

const now = new Date('2030-05-06T07:08:09.500Z');
const folder = mkdtempSync(join(tmpdir(), 'pki-'));
const file = (name: string, text: string) => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};
const text = (pem: string) =>
  execFileSync('openssl', ['x509', '-noout', '-text'], { input: pem, encoding: 'utf8' }).replace(/\s+/g, ' ');

let authority: BootstrapAuthority;
let server: ServerCertificate;
beforeAll(async () => {
  authority = await createBootstrapAuthority({ name: 'Chainward bootstrap', now });
  const names = { dnsNames: ['Dash.example.com', 'localhost'], ipAddresses: ['127.0.0.1', '::1'] };
  server = await issueServerCertificate({ authority, commonName: 'dash.example.com', ...names, now });
});
afterAll(() => rmSync(folder, { recursive: true }));

function opensslVerify(ca: string, leaf: string, ...more: string[]) {
  const at = String(Math.floor(now.getTime() / 1000));
  const args = ['verify', '-x509_strict', '-check_ss_sig', '-attime', at, '-purpose', 'sslserver', ...more];
  return spawnSync('openssl', [...args, '-CAfile', file('ca.pem', ca), file('leaf.pem', leaf)], { encoding: 'utf8' });
}

describe('the bootstrap authority', () => {
  test('openssl reads what was asked for', () => {
    const printed = text(authority.certificatePem);
    expect(printed).toContain('X509v3 Basic Constraints: critical CA:TRUE, pathlen:0');
    expect(printed).toContain('X509v3 Key Usage: critical Certificate Sign, CRL Sign');
    expect(printed).toContain('Signature Algorithm: ecdsa-with-SHA256');
    expect(printed).toContain('ASN1 OID: prime256v1');
    expect(printed).toContain('Not After : May 6 07:03:09 2040 GMT');
    // OpenSSL 3.2 left the spaces out.
    expect(printed).toMatch(/Subject: CN ?= ?Chainward bootstrap /);
  });

  test('a name is data, never a way to add attributes', async () => {
    const odd = await createBootstrapAuthority({ name: 'A, O=Evil + "x"', now });
    const issued = await issueServerCertificate({
      authority: odd,
      commonName: '#0403616263',
      dnsNames: ['a.example'],
      ipAddresses: [],
      now,
    });
    const names = execFileSync('openssl', ['x509', '-noout', '-subject', '-issuer', '-nameopt', 'multiline'], {
      input: issued.certificatePem,
      encoding: 'utf8',
    });
    expect(names).toContain('commonName                = #0403616263\n');
    expect(names).toContain('commonName                = A, O=Evil + "x"\n');
    expect(names).not.toContain('organizationName');
    expect(opensslVerify(odd.certificatePem, issued.certificatePem).status).toBe(0);
  });
});

describe('a server certificate', () => {
  test('openssl verifies it strictly, by name and by address', () => {
    for (const by of [
      ['-verify_hostname', 'dash.example.com'],
      ['-verify_ip', '127.0.0.1'],
      ['-verify_ip', '::1'],
    ]) {
      const result = opensslVerify(authority.certificatePem, server.certificatePem, ...by);
      expect(result.stderr).toBe('');
      expect(result.status).toBe(0);
    }
    expect(opensslVerify(authority.certificatePem, server.certificatePem, '-verify_ip', '10.0.0.1').status).not.toBe(0);
  });

  test('another authority of the same name does not verify it', async () => {
    const other = await createBootstrapAuthority({ name: 'Chainward bootstrap', now });
    expect(opensslVerify(other.certificatePem, server.certificatePem).status).not.toBe(0);
  });

  test('has the extensions of a TLS server and a year of life', () => {
    const printed = text(server.certificatePem);
    expect(printed).toContain('X509v3 Extended Key Usage: TLS Web Server Authentication');
    expect(printed).toContain('X509v3 Basic Constraints: critical CA:FALSE');
    expect(printed).toContain('X509v3 Key Usage: critical Digital Signature');
    expect(printed).toContain('DNS:dash.example.com, DNS:localhost, IP Address:127.0.0.1, IP Address:0:0:0:0:0:0:0:1');
    expect(printed).toMatch(/Subject Key Identifier: ([0-9A-F]{2}:){19}[0-9A-F]{2}/);
    const authorityKeyId = /Subject Key Identifier: (\S+)/.exec(text(authority.certificatePem))?.[1];
    expect(authorityKeyId).toBeTruthy();
    expect(printed).toContain(`X509v3 Authority Key Identifier: ${authorityKeyId}`);
    expect(server.notAfter.toISOString()).toBe('2031-05-06T07:03:08.000Z');
    expect(server.chainPem.match(/BEGIN CERTIFICATE/g)).toHaveLength(2);
  });

  test('serial numbers are positive, full length and never repeat', async () => {
    const serials = new Set<string>();
    for (let index = 0; index < 20; index += 1) {
      const { certificatePem } = await createBootstrapAuthority({ name: 'x', now });
      const serial = execFileSync('openssl', ['x509', '-noout', '-serial'], {
        input: certificatePem,
        encoding: 'utf8',
      });
      expect(serial).toMatch(/^serial=[4-7][0-9A-F]{31}\n$/);
      serials.add(serial);
    }
    expect(serials.size).toBe(20);
  });

  test('never outlives its authority', async () => {
    const names = { dnsNames: ['a.example'], ipAddresses: [] };
    const long = await issueServerCertificate({ authority, commonName: 'a', ...names, now, days: 9999 });
    expect(long.notAfter.toISOString()).toBe('2040-05-06T07:03:09.000Z');
  });

  test.each([
    [[], []],
    [['bad name'], []],
    [['a..b'], []],
    [['a\nb'], []],
    [[], ['300.1.1.1']],
  ])('refuses %j %j', async (dnsNames, ipAddresses) => {
    const asked = issueServerCertificate({ authority, commonName: 'a', dnsNames, ipAddresses, now });
    await expect(asked).rejects.toMatchObject({ code: 'invalid_input' });
  });
});
