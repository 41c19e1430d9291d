import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';

const SOCKET = '.s.PGSQL.5432';
/** Of PostgreSQL's protocol (version 3): the messages that end a statement, and the one that ends an answer. */
const [QUERY, PARSE, BIND, SYNC, READY] = ['Q', 'P', 'B', 'S', 'Z'];

/** `before`: the statement never arrives. `after`: it was carried out, and nobody hears of it. */
export type Moment = 'before' | 'after';
type Order = { moment: Moment; isIt(statement: string, count: number): boolean; count: number };
type Message = { type: string; bytes: Buffer };

/** Cuts a stream into whole messages; the first of a client has a length and no type. */
function* messages(stream: { rest: Buffer; begun: boolean }): Generator<Message> {
  for (;;) {
    const typed = stream.begun ? 1 : 0;
    if (stream.rest.length < typed + 4) return;
    const length = typed + stream.rest.readInt32BE(typed);
    if (stream.rest.length < length) return;
    const bytes = stream.rest.subarray(0, length);
    stream.rest = stream.rest.subarray(length);
    stream.begun = true;
    yield { type: typed ? String.fromCharCode(bytes[0] ?? 0) : '', bytes };
  }
}

const texts = (bytes: Buffer): string[] => bytes.toString('latin1', 5).split('\0');

/** What a group of messages asks for; a prepared statement is known by what it was prepared with. */
function statementOf(group: readonly Message[], prepared: Map<string, string>): string {
  for (const { type, bytes } of group) {
    const [first = '', second = ''] = texts(bytes);
    if (type === QUERY) return first;
    if (type === PARSE) prepared.set(first, second);
    if (type === BIND) return prepared.get(second) ?? '';
  }
  return '';
}

/** A way to a PostgreSQL server on which one statement, and the connection with it, can be lost. */
export class CuttingProxy {
  private order: Order | undefined;
  private readonly sockets = new Set<Socket>();
  /** What was cut last. */
  cut: string | null = null;

  private constructor(
    readonly folder: string,
    private readonly server: string,
    private readonly listening = createServer((client) => this.serve(client)),
  ) {}

  static async open(serverFolder: string): Promise<CuttingProxy> {
    const proxy = new CuttingProxy(mkdtempSync(path.join(tmpdir(), 'cw-cut-')), path.join(serverFolder, SOCKET));
    proxy.listening.listen(path.join(proxy.folder, SOCKET));
    await once(proxy.listening, 'listening');
    return proxy;
  }

  /** From now on the n-th statement, on whatever connection. */
  cutAt(n: number, moment: Moment): void {
    this.arm({ moment, isIt: (_statement, count) => count === n, count: 0 });
  }

  /** From now on the first such statement. */
  cutAtStatement(text: string, moment: Moment): void {
    this.arm({ moment, isIt: (statement) => statement === text, count: 0 });
  }

  disarm(): void {
    this.order = undefined;
  }

  private arm(order: Order): void {
    this.cut = null;
    this.order = order;
  }

  private serve(client: Socket): void {
    const server = connect(this.server);
    const end = () => {
      client.destroy();
      server.destroy();
    };
    for (const socket of [client, server]) {
      this.sockets.add(socket);
      socket.on('error', end);
      socket.on('close', () => {
        this.sockets.delete(socket);
        end();
      });
    }
    const asked = { rest: Buffer.alloc(0), begun: false };
    const answered = { rest: Buffer.alloc(0), begun: true };
    const prepared = new Map<string, string>();
    let group: Message[] = [];
    let swallowing = false;
    client.on('data', (chunk: Buffer) => {
      asked.rest = Buffer.concat([asked.rest, chunk]);
      for (const message of messages(asked)) {
        group.push(message);
        if (message.type !== QUERY && message.type !== SYNC && message.type !== '') continue;
        const statement = statementOf(group, prepared);
        const moment = statement ? this.due(statement) : null;
        if (moment === 'before') return end();
        swallowing = moment === 'after';
        server.write(Buffer.concat(group.map((one) => one.bytes)));
        group = [];
      }
      // What belongs to no statement, such as a password or a farewell, is nobody's business.
      if (group.length > 0 && !group.some(({ type }) => type === PARSE || type === BIND)) {
        server.write(Buffer.concat(group.map((one) => one.bytes)));
        group = [];
      }
    });
    server.on('data', (chunk: Buffer) => {
      if (!swallowing) client.write(chunk);
      answered.rest = Buffer.concat([answered.rest, chunk]);
      for (const { type } of messages(answered)) if (type === READY && swallowing) end();
    });
  }

  private due(statement: string): Moment | null {
    if (!this.order) return null;
    this.order.count += 1;
    if (!this.order.isIt(statement, this.order.count)) return null;
    const { moment } = this.order;
    this.order = undefined;
    this.cut = statement;
    return moment;
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    this.listening.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
