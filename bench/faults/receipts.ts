import { closeSync, fdatasyncSync, openSync, readFileSync, writeSync } from 'node:fs';

/** What a client was promised, on its own disk before it goes on: one line an acknowledgement. */
export class ReceiptFile {
  private readonly handle: number;
  count = 0;

  constructor(file: string) {
    this.handle = openSync(file, 'a', 0o600);
  }

  add({ eventId, digest }: { eventId: string; digest: string }): void {
    writeSync(this.handle, `${eventId} ${digest}\n`);
    fdatasyncSync(this.handle);
    this.count += 1;
  }

  close(): void {
    closeSync(this.handle);
  }
}

export const readReceipts = (file: string): { eventId: string; digest: string }[] =>
  readFileSync(file, 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => {
      const [eventId = '', digest = ''] = line.split(' ');
      return { eventId, digest };
    });
