const STEP = 1 << 20;

/** Which numbers are among the rows, one bit each: what a second pass over the tree needs to know of the first over the log. */
export class RowSet {
  private bits = new Uint8Array(1024);
  private end = 0;

  add(seq: number): void {
    const byte = Math.floor(seq / 8);
    if (byte >= this.bits.length) {
      const longer = new Uint8Array(byte + 1 + Math.min(this.bits.length, STEP));
      longer.set(this.bits);
      this.bits = longer;
    }
    this.bits[byte] = (this.bits[byte] ?? 0) | (1 << (seq % 8));
    this.end = Math.max(this.end, seq + 1);
  }

  /** Rising. */
  *[Symbol.iterator](): Generator<bigint> {
    for (let byte = 0; byte * 8 < this.end; byte += 1) {
      const bits = this.bits[byte] ?? 0;
      if (bits === 0) continue;
      for (let bit = 0; bit < 8; bit += 1) if (bits & (1 << bit)) yield BigInt(byte * 8 + bit);
    }
  }
}
