import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import type os from 'node:os';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { readServerCertificate, sha256OfPem } from '@/lib/pki';
import { frontFiles } from './client-files';
import { ensureFrontCertificate } from './front-certificate';
import { KeyStore } from './key-store';

vi.mock('node:os', async (original) => {
  const real = await original<typeof os>();
  return { ...real, default: real, hostname: () => named };
});

let named = 'MyHost';
let folder: string;
beforeEach(() => {
  named = 'MyHost';
  folder = mkdtempSync(path.join(tmpdir(), 'cw-front-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const NOW = new Date('2026-11-20T08:00:00Z');
const days = (count: number) => new Date(NOW.getTime() + count * 86_400_000);
const store = () => KeyStore.open(path.join(folder, 'keeper'));
const ensure = (host: string | undefined, now = NOW) => ensureFrontCertificate(store(), folder, host, now);
const certificate = () => readFileSync(frontFiles(folder).certificate, 'utf8');

describe('the front’s own certificate', () => {
  it('is made once and kept over restarts, whatever the case of the machine’s name', async () => {
    expect(await ensure('localhost')).toBe(true);
    const first = sha256OfPem(certificate());
    expect(await ensure('localhost')).toBe(false);
    expect(sha256OfPem(certificate())).toBe(first);
    expect(readServerCertificate({ certificatePem: certificate() }).names).toEqual(
      expect.arrayContaining(['localhost', 'myhost', '127.0.0.1']),
    );
  });

  it('is made anew for a name or address that it does not bear, under the same authority', async () => {
    await ensure('localhost');
    const authority = readFileSync(frontFiles(folder).authority, 'utf8');
    expect(await ensure('192.0.2.7')).toBe(true);
    expect(await ensure('192.0.2.7')).toBe(false);
    expect(await ensure('2001:db8::7')).toBe(true);
    expect(await ensure('2001:DB8:0::7')).toBe(false);
    expect(await ensure('chainward.example.org')).toBe(true);
    expect(readFileSync(frontFiles(folder).authority, 'utf8')).toBe(authority);
  });

  it('does without a machine’s name that no certificate can hold', async () => {
    named = 'build_box';
    await ensure('localhost');
    expect(readServerCertificate({ certificatePem: certificate() }).names).not.toContain('build_box');
  });

  it('is renewed a month before its end', async () => {
    await ensure('localhost');
    expect(await ensure('localhost', days(330))).toBe(false);
    expect(await ensure('localhost', days(336))).toBe(true);
  });
});
