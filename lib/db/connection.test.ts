import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { connectionConfig, withDatabase } from './connection';

const folder = mkdtempSync(path.join(tmpdir(), 'cw-connection-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const SECRET = 'hunter2-secret';
const REMOTE = `postgresql://app:${SECRET}@db.example.org/chainward`;

function refusalOf(url: string): string {
  try {
    connectionConfig(url);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  throw new Error('nothing was refused');
}

describe('a database on this machine', () => {
  it.each([
    ['postgresql://app@localhost/chainward', 'localhost'],
    ['postgres://app@127.0.0.1:5433/chainward', '127.0.0.1'],
    ['postgresql://app@[::1]/chainward', '::1'],
    ['postgresql://app@localhost/chainward?host=%2Frun%2Fpg', '/run/pg'],
    ['postgresql:///chainward?host=/run/pg', '/run/pg'],
    ['postgresql://app@localhost/chainward?sslmode=disable', 'localhost'],
  ])('%s needs no TLS', (url, host) => {
    expect(connectionConfig(url)).toMatchObject({ host, database: 'chainward', ssl: false });
  });
});

describe('a database on another machine', () => {
  it.each(['', '?sslmode=verify-full'])('is reached by TLS with a verified name: %j', (query) => {
    expect(connectionConfig(REMOTE + query)).toMatchObject({
      host: 'db.example.org',
      user: 'app',
      password: SECRET,
      ssl: { rejectUnauthorized: true, servername: 'db.example.org' },
    });
  });

  it.each(['disable', 'allow', 'prefer', 'require', 'no-verify', 'verify-ca'])('is refused with sslmode=%s', (mode) => {
    const message = refusalOf(`${REMOTE}?sslmode=${mode}`);
    expect(message).toContain('db.example.org');
    expect(message).toContain('sslmode=verify-full');
    expect(message).not.toContain(SECRET);
  });

  it.each([
    'postgresql://app@127.0.0.1.example.org/x',
    'postgresql://app@localhost.example.org/x',
    'postgresql://app@10.0.0.1/x',
    'postgresql://app@localhost/x?host=db.example.org',
    'postgresql://app@localhost/x?host=localhost,db.example.org',
  ])('is not taken for this one: %s', (url) => {
    expect(connectionConfig(url).ssl).toMatchObject({ rejectUnauthorized: true });
  });

  it('may have an authority of its own', () => {
    const file = path.join(folder, 'ca.pem');
    writeFileSync(file, 'certificate');
    expect(connectionConfig(`${REMOTE}?sslrootcert=${file}`).ssl).toMatchObject({
      rejectUnauthorized: true,
      ca: 'certificate',
    });
    const missing = refusalOf(`${REMOTE}?sslrootcert=${file}.missing`);
    expect(missing).toContain(`${file}.missing`);
    expect(missing).not.toContain(SECRET);
  });

  it('has no server name when it is an address', () => {
    expect(connectionConfig('postgresql://app@10.0.0.1/x').ssl).toEqual({ rejectUnauthorized: true });
  });
});

describe('what is no URL of a database', () => {
  it.each([
    `mysql://app:${SECRET}@localhost/x`,
    `postgresql://app:${SECRET}@localhost:port/x`,
    `app:${SECRET}`,
    `postgresql://app:${SECRET}%zz@localhost/x`,
    '',
  ])('is refused, and the message does not repeat it: %s', (url) => {
    const message = refusalOf(url);
    expect(message).toBe('DATABASE_URL is not a postgresql:// URL');
  });
});

it('every part may be percent-encoded', () => {
  expect(connectionConfig('postgresql://a%40b:p%2Fw@localhost:5433/my%20db')).toMatchObject({
    user: 'a@b',
    password: 'p/w',
    port: 5433,
    database: 'my db',
  });
});

it('another database of the same server keeps everything else', () => {
  const url = withDatabase('postgresql://a:b@localhost:5433/one?host=%2Frun', 'two x');
  expect(connectionConfig(url)).toMatchObject({
    host: '/run',
    port: 5433,
    user: 'a',
    password: 'b',
    database: 'two x',
  });
});
