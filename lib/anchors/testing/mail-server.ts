import { createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer, TLSSocket } from 'node:tls';
import { serverTls } from './outside';

export type Received = { from: string; to: string[]; message: string; login: string | null; isSecure: boolean };
export type MailServerWishes = {
  security?: 'starttls' | 'tls';
  password?: string;
  /** Answers instead of its own, by the first word of a command. */
  instead?: Readonly<Record<string, string>>;
};

/** A receiver of mail that speaks SMTP for real and keeps what it got. */
export function createMailServer({ security = 'starttls', password, instead = {} }: MailServerWishes): {
  server: Server;
  received: Received[];
  commands: string[];
} {
  const received: Received[] = [];
  const commands: string[] = [];

  const talk = (first: Socket, isSecureAtFirst: boolean) => {
    let socket = first;
    let isSecure = isSecureAtFirst;
    let text = '';
    let body: string[] | null = null;
    let mail: Received = { from: '', to: [], message: '', login: null, isSecure };
    const say = (line: string) => socket.write(`${line}\r\n`);
    const take = (line: string) => {
      if (body) {
        if (line !== '.') return void body.push(line.startsWith('.') ? line.slice(1) : line);
        received.push({ ...mail, isSecure, message: body.join('\r\n') });
        body = null;
        return say('250 kept');
      }
      commands.push(line);
      const word = (line.split(' ')[0] ?? '').toUpperCase();
      const other = instead[word];
      if (other) return say(other);
      if (word === 'EHLO') {
        if (!isSecure) return say('250-mail.example\r\n250 STARTTLS');
        return say(`250-mail.example at your service${password ? '\r\n250-AUTH LOGIN PLAIN' : ''}\r\n250 8BITMIME`);
      }
      if (word === 'STARTTLS') {
        say('220 go ahead');
        socket.removeAllListeners('data');
        isSecure = true;
        socket = new TLSSocket(first, { ...serverTls, isServer: true });
        return listen();
      }
      if (word === 'AUTH') {
        const [, user, given] = Buffer.from(line.split(' ')[2] ?? '', 'base64')
          .toString()
          .split('\0');
        if (given !== password) return say('535 no');
        mail = { ...mail, login: user ?? null };
        return say('235 welcome');
      }
      if (word === 'MAIL') mail = { ...mail, from: line.slice('MAIL FROM:'.length), to: [] };
      if (word === 'RCPT') mail.to.push(line.slice('RCPT TO:'.length));
      if (word === 'DATA') body = [];
      if (word === 'QUIT') return void socket.end('221 goodbye\r\n');
      return say(word === 'DATA' ? '354 go on' : '250 fine');
    };
    const listen = () => {
      socket.on('error', () => undefined);
      socket.on('data', (chunk: Buffer) => {
        text += chunk.toString('utf8');
        for (let end = text.indexOf('\r\n'); end >= 0; end = text.indexOf('\r\n')) {
          const line = text.slice(0, end);
          text = text.slice(end + 2);
          take(line);
        }
      });
    };
    listen();
    say(instead.CONNECT ?? '220 mail.example ready');
  };

  const server =
    security === 'tls'
      ? createTlsServer(serverTls, (socket) => talk(socket, true))
      : createServer((socket) => talk(socket, false));
  return { server, received, commands };
}
