import { createHash, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { encodeCheckpoint } from '../format/checkpoint';
import { leafHash } from '../format/entry';
import { Frontier, subtreeRoot } from '../format/merkle';
import { encodeVerifierKey, rawPublicKey, signNote } from '../format/note';
import { consistencyParts, foldNodes, nodesOf } from '../format/proof';

/** A log without a database: leaves in memory, checkpoints signed by its own key. */
export class TestTree {
  readonly key: KeyObject = generateKeyPairSync('ed25519').privateKey;

  constructor(
    readonly origin = 'chainward/0123456789ab',
    /** Two trees with other words have nothing in common. */
    private readonly words = 'leaf',
  ) {}

  get vkey(): string {
    return encodeVerifierKey(this.origin, rawPublicKey(this.key));
  }

  leaf(index: bigint): Buffer {
    return leafHash(createHash('sha256').update(`${this.words} ${index}`).digest());
  }

  checkpoint(size: bigint): { origin: string; size: bigint; root: Buffer; note: string } {
    const frontier = Frontier.empty();
    for (let index = 0n; index < size; index += 1n) frontier.append(this.leaf(index));
    const checkpoint = { origin: this.origin, size, root: frontier.root() };
    return { ...checkpoint, note: signNote(encodeCheckpoint(checkpoint), this.origin, this.key) };
  }

  prove(older: bigint, size: bigint): Buffer[] {
    return consistencyParts(older, size).map((part) =>
      foldNodes(
        nodesOf(part).map(({ level, index }) => {
          const from = index << BigInt(level);
          return subtreeRoot(Array.from({ length: 2 ** level }, (_, i) => this.leaf(from + BigInt(i))));
        }),
      ),
    );
  }
}
