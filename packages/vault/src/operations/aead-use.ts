import { type Aead, VaultError } from '@chatelaine/core';
import { decryptFailed } from '../ciphertext/decrypt-failed.ts';
import type { EncodedContext } from '../ciphertext/encryption-context.ts';
import { hasPurpose, versionOfCiphertext } from '../ciphertext/header.ts';
import type { Purpose } from '../ciphertext/purpose.ts';
import type { KeyEntry } from '../keys/key-entry.ts';
import type { LoadedVersion } from '../keys/loaded-version.ts';
import { after } from '../pipeline/after.ts';
import type { Services } from '../services.ts';

/** Encrypts under the current version of a key. */
export function sealWith(
  entry: KeyEntry,
  purpose: Purpose,
  context: EncodedContext,
  plaintext: Uint8Array,
  { loader }: Services,
): Uint8Array | Promise<Uint8Array> {
  return after(loader.current(entry), (version) =>
    version.whileRunning(aeadOf(version).seal(version.header(purpose), context.encoded, plaintext)),
  );
}

/**
 * Decrypts under the version that the ciphertext names.
 *
 * @throws VaultError `DecryptFailed`, whatever the reason.
 */
export function openWith(
  entry: KeyEntry,
  purpose: Purpose,
  context: EncodedContext,
  ciphertext: Uint8Array,
  { loader }: Services,
): Uint8Array | Promise<Uint8Array> {
  const loaded = loader.version(entry, versionOfCiphertext(ciphertext));
  if (loaded === undefined) throw decryptFailed();
  return after(loaded, (version) => {
    if (!hasPurpose(ciphertext, purpose, version.suites)) throw decryptFailed();
    return after(version.whileRunning(aeadOf(version).open(ciphertext, context.encoded)), opened);
  });
}

function opened(plaintext: Uint8Array | undefined): Uint8Array {
  if (plaintext === undefined) throw decryptFailed();
  return plaintext;
}

/** @throws VaultError `WrongKeyUsage` if the key spec has none. */
export function aeadOf(version: LoadedVersion): Aead {
  const { aead } = version.key;
  if (aead === undefined) throw new VaultError('WrongKeyUsage', 'Keys of this key spec can not do that.');
  return aead;
}
