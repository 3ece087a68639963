import { type Aead, VaultError } from '@chatelaine/core';
import { decryptFailed } from '../ciphertext/decrypt-failed.ts';
import type { EncodedContext } from '../ciphertext/encryption-context.ts';
import { hasPurpose, versionOfCiphertext } from '../ciphertext/header.ts';
import type { Purpose } from '../ciphertext/purpose.ts';
import type { KeyEntry } from '../keys/key-entry.ts';
import type { LoadedVersion } from '../keys/loaded-version.ts';
import { after, isPromise } from '../pipeline/after.ts';
import type { Services } from '../services.ts';

/** Encrypts under the current version of a key. */
export function sealWith(
  entry: KeyEntry,
  purpose: Purpose,
  context: EncodedContext,
  plaintext: Uint8Array,
  { loader }: Services,
): Uint8Array | Promise<Uint8Array> {
  const version = loader.current(entry);
  return isPromise(version)
    ? version.then((loaded) => sealUnder(loaded, purpose, context, plaintext))
    : sealUnder(version, purpose, context, plaintext);
}

function sealUnder(
  version: LoadedVersion,
  purpose: Purpose,
  context: EncodedContext,
  plaintext: Uint8Array,
): Uint8Array | Promise<Uint8Array> {
  return version.whileRunning(aeadOf(version).seal(version.header(purpose), context.encoded, plaintext));
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
  const version = loader.version(entry, versionOfCiphertext(ciphertext));
  if (version === undefined) throw decryptFailed();
  return isPromise(version)
    ? version.then((loaded) => openUnder(loaded, purpose, context, ciphertext))
    : openUnder(version, purpose, context, ciphertext);
}

function openUnder(
  version: LoadedVersion,
  purpose: Purpose,
  context: EncodedContext,
  ciphertext: Uint8Array,
): Uint8Array | Promise<Uint8Array> {
  const aead = aeadOf(version);
  // Nobody can write to it between the check of its purpose and the opening, if that is not left to another thread.
  const checked = aead.execution.open === 'inline' ? ciphertext : new Uint8Array(ciphertext);
  if (!hasPurpose(checked, purpose, version.suites)) throw decryptFailed();
  return after(version.whileRunning(aead.open(checked, context.encoded)), opened);
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
