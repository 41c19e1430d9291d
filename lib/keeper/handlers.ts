import { randomBytes } from 'node:crypto';
import { AppError } from '@/lib/core/errors';
import { vkeyOf } from './identity';
import { openSecret, sealSecret } from './secrets';
import type { Handlers } from './server';
import type { Work } from './work';

/** What the keeper answers on its socket. While it is halted it still hands out writers' keys: what is accepted waits in the inbox. */
export function makeHandlers(work: Work): Handlers {
  const { store, identity, signer, schedule, rotation, keyOf, halted } = work;
  const secrets = () => store.secret('secrets', 'encryption');
  const refuseWhenHalted = () => {
    if (halted) throw new AppError('conflict', halted);
  };
  return {
    'writer.key': async ({ process, id: earlier }) => {
      if (earlier && earlier.slice(0, -13) !== process)
        throw new AppError('forbidden', 'A writer takes over the spools of its own name alone');
      const id = earlier ?? `${process}-${randomBytes(6).toString('hex')}`;
      return { id, key: keyOf(id).toString('base64') };
    },
    'ledger.checkpoint': async () => {
      refuseWhenHalted();
      await schedule.signNow();
      return { size: Number(signer.signedSize), note: signer.note() };
    },
    'ledger.rotateKey': async (wish) => {
      refuseWhenHalted();
      return schedule.inTurn(() => rotation.rotate(wish, new Date()));
    },
    'secret.seal': async ({ purpose, plaintext }) => ({
      sealed: sealSecret(secrets(), purpose, Buffer.from(plaintext, 'base64')),
    }),
    'secret.open': async ({ purpose, sealed }) => ({
      plaintext: openSecret(secrets(), purpose, sealed).toString('base64'),
    }),
    'keeper.status': async () => ({
      instance: identity.instance,
      origin: identity.origin,
      vkey: vkeyOf(identity.origin, store.ledgerKey()),
      sealedSize: work.sealedSize(),
      signedSize: Number(signer.signedSize),
      signedAt: schedule.signedAt?.toISOString() ?? null,
      sequencerError: halted ?? work.sequencer.lastError,
      signerError: halted ?? schedule.error,
      halted,
    }),
  };
}
