import { type Hasher, Sha256 } from './sha256';

/** What the surroundings lend. Everything has a stand-in of our own but the check of signatures. */
export type Platform = {
  subtle: SubtleCrypto | undefined;
  hasher: () => Hasher;
};

/** The answer is not known: no verdict, and never a good one. */
export class CouldNotLook extends Error {
  override readonly name = 'CouldNotLook';
}

/** The file is not one of ours, or not whole enough to say anything about it. */
export class Unreadable extends Error {
  override readonly name = 'Unreadable';
}

export const ownPlatform = (): Platform => ({ subtle: globalThis.crypto?.subtle, hasher: () => new Sha256() });

/** Lets a page draw and a program hear its signals. */
export const breathe = (): Promise<void> => new Promise((done) => setTimeout(done));
