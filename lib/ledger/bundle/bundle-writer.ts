import { createHash } from 'node:crypto';
import type { Output } from '@/lib/core/output';
import {
  type BundleHeader,
  type BundleRow,
  headerLine,
  nodeLine,
  type ProofNode,
  rowLine,
  trailerLine,
} from './bundle-lines';

/** Writes a bundle line by line; its last line is a digest of all bytes before. */
export class BundleWriter {
  private readonly digest = createHash('sha256');
  private readonly seen = (bytes: Buffer): void => void this.digest.update(bytes);

  constructor(private readonly output: Output) {}

  async header(header: BundleHeader): Promise<void> {
    await this.output.push(headerLine(header), this.seen);
  }

  row(row: BundleRow): Promise<void> | undefined {
    return this.output.push(rowLine(row), this.seen);
  }

  async nodes(nodes: readonly ProofNode[]): Promise<void> {
    for (const node of nodes) await this.output.push(nodeLine(node), this.seen);
  }

  async end(): Promise<void> {
    await this.output.flush(this.seen);
    this.output.push(trailerLine(this.digest.digest('hex')));
    await this.output.end();
  }
}
