import { PassThrough, Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { Output } from './output';

const chunk = Buffer.alloc(1024);

/** A reader that takes a piece when it is told to. */
function slowReader() {
  const taken: Buffer[] = [];
  let go: (() => void) | undefined;
  const stream = new Writable({
    highWaterMark: 1,
    write(bytes: Buffer, _encoding, done) {
      taken.push(bytes);
      go = done;
    },
  });
  return { stream, taken, next: () => go?.() };
}

describe('Output', () => {
  it('waits for its reader', async () => {
    const { stream, taken, next } = slowReader();
    const output = new Output(stream);
    let written = false;
    const done = output.write(chunk).then(() => {
      written = true;
    });
    await new Promise(setImmediate);
    expect([taken.length, written]).toEqual([1, false]);
    next();
    await done;
    expect(written).toBe(true);
    expect(stream.listenerCount('close')).toBe(0);
  });

  it('gathers small pieces, shows them to who asked, and sends what is left at the end', async () => {
    const stream = new PassThrough();
    const output = new Output(stream);
    const seen: string[] = [];
    const note = (bytes: Buffer) => void seen.push(bytes.toString());
    expect(output.push('one ', note)).toBeUndefined();
    expect(output.push('two é', note)).toBeUndefined();
    expect(stream.readableLength).toBe(0);
    await output.flush(note);
    output.push('three');
    await output.end();
    expect(seen).toEqual(['one two é']);
    expect(String(stream.read())).toBe('one two éthree');
  });

  it('asks to be waited for when enough has gathered', async () => {
    const stream = new PassThrough({ highWaterMark: 2 ** 20 });
    const output = new Output(stream);
    const busy = output.push('a'.repeat(300_000));
    expect(busy).toBeInstanceOf(Promise);
    await busy;
    expect(stream.readableLength).toBe(300_000);
  });

  it('says that the reader went away: while it waits, and before', async () => {
    const { stream } = slowReader();
    const output = new Output(stream);
    const done = output.write(chunk);
    stream.destroy();
    await expect(done).rejects.toThrow('The reader went away');
    await expect(output.write(chunk)).rejects.toThrow('The reader went away');
    await expect(output.end()).rejects.toThrow('The reader went away');
    expect(output.isGone).toBe(true);
  });

  it('hears of it by a signal as well', async () => {
    const { stream } = slowReader();
    const abort = new AbortController();
    const done = new Output(stream, abort.signal).write(chunk);
    abort.abort();
    await expect(done).rejects.toThrow('The reader went away');
  });

  it('a reader who goes away during the last bytes is not taken for one who has them', async () => {
    const { stream } = slowReader();
    const output = new Output(stream);
    output.push('the rest');
    const done = output.end();
    stream.destroy();
    await expect(done).rejects.toThrow('The reader went away');
  });
});
