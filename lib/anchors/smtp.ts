import type { Socket } from 'node:net';
import { AppError, isAppError } from '@/lib/core/errors';
import { type EgressConnection, egressConnect, type Outgoing } from '@/lib/egress';
import { anchorFault } from './adapter';
import { stuffDots } from './mail-message';
import { offers, SmtpReplies, type SmtpReply } from './smtp-reply';

export type SmtpRequest = {
  connection: Omit<EgressConnection, 'timeoutMs'>;
  security: 'starttls' | 'tls';
  /** Given only after TLS; null where the server asks for none. */
  login: { user: string; password: string } | null;
  from: string;
  to: readonly string[];
  message: string;
};

const TIMEOUT_MS = 30_000;

/** What the configuration lets through; asked again here, where a line break would be another command. */
function checkAddress(address: string): string {
  if (!/^[\x21-\x3b\x3d\x3f-\x7e]{3,320}$/.test(address)) throw new AppError('invalid_input', 'This is not an address');
  return address;
}

const domainOf = (address: string): string => checkAddress(address).slice(address.lastIndexOf('@') + 1);

/** One reply at a time, over whichever socket the conversation has moved to. */
class Conversation {
  private replies = new SmtpReplies();
  private readonly waiting: SmtpReply[] = [];
  private fault: unknown;
  private wake: () => void = () => undefined;

  constructor(private socket: Socket) {
    this.listen(socket);
  }

  private listen(socket: Socket): void {
    const fail = (error: unknown) => {
      if (socket !== this.socket) return;
      this.fault ??= error;
      this.wake();
    };
    socket.on('data', (chunk: Buffer) => {
      if (socket !== this.socket) return;
      try {
        this.waiting.push(...this.replies.push(chunk.toString('latin1')));
        if (this.waiting.length > 1) throw new Error('an answer that nobody asked for');
        this.wake();
      } catch {
        fail(anchorFault('The mail server does not speak SMTP'));
      }
    });
    socket.on('error', fail);
    socket.on('close', () => fail(anchorFault('The mail server ended the conversation')));
  }

  /** RFC 3207 §6: whatever came before TLS is forgotten, and whatever came too early is an attack. */
  async moveTo(secure: () => Promise<Socket>): Promise<void> {
    if (!this.replies.isEmpty || this.waiting.length > 0) throw anchorFault('The mail server spoke before its turn');
    this.socket.removeAllListeners('data');
    const socket = await secure();
    this.replies = new SmtpReplies();
    this.socket = socket;
    this.listen(socket);
  }

  async expect(step: string, ...codes: number[]): Promise<SmtpReply> {
    while (this.waiting.length === 0) {
      if (this.fault) throw this.fault;
      await new Promise<void>((resolve) => {
        this.wake = resolve;
      });
    }
    const reply = this.waiting.shift();
    if (!reply || !codes.includes(reply.code)) throw anchorFault(`The mail server refused ${step} (${reply?.code})`);
    return reply;
  }

  ask(step: string, line: string, ...codes: number[]): Promise<SmtpReply> {
    if (/[\r\n\0]/.test(line)) throw new RangeError('one command a line');
    this.socket.write(`${line}\r\n`);
    return this.expect(step, ...codes);
  }

  send(text: string): void {
    this.socket.write(text);
  }
}

async function converse(outgoing: Outgoing, request: SmtpRequest): Promise<void> {
  const first = request.security === 'tls' ? await outgoing.secure() : outgoing.socket;
  const talk = new Conversation(first);
  await talk.expect('the connection', 220);
  let greeting = await talk.ask('the greeting', `EHLO ${domainOf(request.from)}`, 250);
  if (request.security === 'starttls') {
    if (!offers(greeting, 'STARTTLS')) throw anchorFault('The mail server offers no TLS');
    await talk.ask('TLS', 'STARTTLS', 220);
    await talk.moveTo(() => outgoing.secure());
    greeting = await talk.ask('the greeting', `EHLO ${domainOf(request.from)}`, 250);
  }
  if (request.login) {
    if (!offers(greeting, 'AUTH', 'PLAIN')) throw anchorFault('The mail server offers no sign-in by password');
    const { user, password } = request.login;
    await talk.ask('the sign-in', `AUTH PLAIN ${Buffer.from(`\0${user}\0${password}`).toString('base64')}`, 235);
  }
  await talk.ask('the sender', `MAIL FROM:<${checkAddress(request.from)}>`, 250);
  for (const to of request.to) await talk.ask('a recipient', `RCPT TO:<${checkAddress(to)}>`, 250, 251);
  await talk.ask('the message', 'DATA', 354);
  talk.send(stuffDots(request.message));
  await talk.expect('the message', 250);
  // It is accepted; how the goodbye goes changes nothing.
  await talk.ask('the goodbye', 'QUIT', 221).catch(() => undefined);
}

/** Delivers one message to one server, over verified TLS or not at all (RFC 5321, RFC 3207, RFC 4954). */
export async function sendMail(request: SmtpRequest): Promise<void> {
  const outgoing = await egressConnect({ ...request.connection, timeoutMs: TIMEOUT_MS });
  try {
    await converse(outgoing, request);
  } catch (error) {
    if (isAppError(error) || error instanceof RangeError) throw error;
    throw anchorFault(
      `The mail server cut the connection: ${String((error as NodeJS.ErrnoException).code ?? 'an error')}`,
    );
  } finally {
    outgoing.close();
  }
}
