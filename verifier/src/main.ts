import { type Platform, verifyExport } from '@/lib/ledger/verifier';
import { runCommand } from './command';

export { CouldNotLook, fromBlob, fromBytes, isCheckpoint, isVerifierKey, verifyExport } from '@/lib/ledger/verifier';

/** In a browser only the exports count; under Node the file is also a command. */
if (typeof process === 'object' && process.versions?.node && process.argv[1]) {
  const [{ realpathSync }, { fileURLToPath }] = await Promise.all([import('node:fs'), import('node:url')]);
  if (realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
    const { createHash, webcrypto } = await import('node:crypto');
    // Node 18 has no global `crypto`; its own hash is twice as fast as ours.
    const platform: Platform = { subtle: webcrypto.subtle as SubtleCrypto, hasher: () => createHash('sha256') };
    process.exitCode = await runCommand(process.argv.slice(2), (file, options) =>
      verifyExport(file, { ...options, platform }),
    );
  }
}
