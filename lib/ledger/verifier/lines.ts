import { concat } from './bytes';

/** No line of a bundle is as long: a record has at most 64 KiB. */
const LONGEST = 4 * 1024 * 1024;
const NEWLINE = 10;

/** Pieces in, lines out, each with the newline at its end. */
export class LineReader {
  private held: Uint8Array = new Uint8Array(0);
  private at = 0;
  private looked = 0;

  /** False when a line is too long to be one. */
  push(piece: Uint8Array): boolean {
    const rest = this.held.subarray(this.at);
    if (rest.length > LONGEST) return false;
    this.looked = rest.length;
    this.held = rest.length > 0 ? concat(rest, piece) : piece;
    this.at = 0;
    return true;
  }

  take(): Uint8Array | null {
    const end = this.held.indexOf(NEWLINE, Math.max(this.at, this.looked));
    if (end < 0) return null;
    const line = this.held.subarray(this.at, end + 1);
    this.at = end + 1;
    return line;
  }

  /** Bytes after the last newline. */
  get rest(): number {
    return this.held.length - this.at;
  }
}
