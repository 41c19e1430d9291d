import { afterEach, describe, expect, it } from 'vitest';
import { TestTree } from '@/lib/ledger/testing/tree';
import { createMailServer, type MailServerWishes } from '../testing/mail-server';
import { contextWith, HOST, reachable, Servers } from '../testing/outside';
import { email } from './email';

const checkpoint = new TestTree().checkpoint(7n);
const servers = new Servers();
afterEach(() => servers.close());

async function serve(wishes: MailServerWishes = {}) {
  const { server, received, commands } = createMailServer(wishes);
  const config = {
    ...reachable,
    host: HOST,
    port: await servers.listen(server),
    security: wishes.security ?? ('starttls' as const),
    from: 'log@example.org',
    to: ['audit@example.org', 'second@example.net'],
    ...(wishes.password && { user: 'log' }),
  };
  return { config, received, commands };
}

const bodyOf = (message: string) => Buffer.from(message.slice(message.indexOf('\r\n\r\n')), 'base64').toString();

describe('an e-mail digest', () => {
  it.each(['starttls', 'tls'] as const)('arrives whole over %s, with the note in it', async (security) => {
    const { config, received } = await serve({ security, password: 'correct horse' });
    const receipt = await email.submit(checkpoint, config, contextWith({ secret: 'correct horse' }));
    expect(received).toMatchObject([
      {
        from: '<log@example.org>',
        to: ['<audit@example.org>', '<second@example.net>'],
        login: 'log',
        isSecure: true,
      },
    ]);
    const message = received[0]?.message ?? '';
    expect(message).toMatch(
      /^From: log@example\.org\r\nTo: audit@example\.org,\r\n second@example\.net\r\nSubject: Audit log checkpoint: 7 events\r\n/,
    );
    expect(message).toMatch(/\r\nDate: (Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d{1,2} [A-Z][a-z]{2} \d{4} [\d:]{8} \+0000\r\n/);
    expect(bodyOf(message)).toContain(`\n${checkpoint.note}`);
    expect(message.split('\r\n').every((line) => line.length <= 78)).toBe(true);
    expect(receipt.toString()).not.toContain('horse');
    expect(await email.verify(receipt, checkpoint, config, contextWith())).toMatchObject({ state: 'stated' });
  });

  it('needs no password where the server asks for none', async () => {
    const { config, received } = await serve();
    await email.submit(checkpoint, config, contextWith());
    expect(received).toMatchObject([{ login: null, isSecure: true }]);
  });

  it('is not sent in clear: a server without TLS gets neither password nor message', async () => {
    const { config, commands } = await serve({ password: 'correct horse', instead: { EHLO: '250 mail.example' } });
    const context = contextWith({ secret: 'correct horse' });
    await expect(email.submit(checkpoint, config, context)).rejects.toThrow('offers no TLS');
    expect(commands).toEqual(['EHLO example.org']);
  });

  it('is not sent to a server that slips in answers before TLS', async () => {
    const { config, commands } = await serve({ instead: { STARTTLS: '220 go ahead\r\n250 injected' } });
    await expect(email.submit(checkpoint, config, contextWith())).rejects.toThrow('before its turn');
    expect(commands).toEqual(['EHLO example.org', 'STARTTLS']);
  });

  it.each<[string, MailServerWishes, string]>([
    ['the connection', { instead: { CONNECT: '554 no' } }, 'refused the connection (554)'],
    ['the sign-in', { password: 'another' }, 'refused the sign-in (535)'],
    ['the sender', { instead: { MAIL: '550-no\r\n550 such sender' } }, 'refused the sender (550)'],
    ['a recipient', { instead: { RCPT: '550 no' } }, 'refused a recipient (550)'],
    ['the message', { instead: { DATA: '451 later' } }, 'refused the message (451)'],
    ['sense', { instead: { MAIL: 'HTTP/1.1 200 OK' } }, 'does not speak SMTP'],
  ])('tells by its number that the server refuses %s, and no secret', async (_name, wishes, message) => {
    const { config } = await serve(wishes);
    const sent = email.submit(checkpoint, config, contextWith({ secret: 'correct horse' }));
    await expect(sent).rejects.toThrow(message);
    await expect(sent).rejects.not.toThrow('horse');
  });

  it('is not sent without the password that its sign-in needs', async () => {
    const { config } = await serve({ password: 'correct horse' });
    await expect(email.submit(checkpoint, config, contextWith())).rejects.toThrow('no password');
  });
});
