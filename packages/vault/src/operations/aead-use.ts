import { type Aead, type KeyVersion, symmetricDefault, VaultError } from '@chatelaine/core';
import { belowMinimum } from '../ciphertext/below-minimum.ts';
import { decryptFailed } from '../ciphertext/decrypt-failed.ts';
import type { EncodedContext } from '../ciphertext/encryption-context.ts';
import { hasPurpose, versionOfCiphertext } from '../ciphertext/header.ts';
import type { Purpose } from '../ciphertext/purpose.ts';
import type { KeyEntry } from '../keys/key-entry.ts';
import type { LoadedVersion } from '../keys/loaded-version.ts';
import { after, isPromise } from '../pipeline/after.ts';
import type { Call } from '../pipeline/call.ts';
import { admit } from '../pipeline/pool-slots.ts';
import type { Services } from '../services.ts';

/** Where the plaintext stands. It is read when it is used: a request that has waited has copies of its bytes. */
interface Plain {
  readonly plaintext: Uint8Array;
}

/** The same for a ciphertext. */
interface Sealed {
  readonly ciphertext: Uint8Array;
}

/** Encrypts under the current version of a key. */
export function sealWith(
  call: Call<unknown>,
  entry: KeyEntry,
  purpose: Purpose,
  context: EncodedContext,
  source: Plain,
  services: Services,
): Uint8Array | Promise<Uint8Array> {
  const version = services.loader.current(entry);
  return isPromise(version)
    ? version.then((loaded) => sealUnder(call, loaded, purpose, context, source, services))
    : sealUnder(call, version, purpose, context, source, services);
}

/** The same under a version that is loaded. @throws VaultError `UnsupportedAlgorithm` if the key is not symmetric. */
export function sealUnder(
  call: Call<unknown>,
  version: LoadedVersion,
  purpose: Purpose,
  context: EncodedContext,
  source: Plain,
  services: Services,
): Uint8Array | Promise<Uint8Array> {
  const aead = aeadOf(version);
  admit(call, aead.execution.seal, services);
  if (!version.uses.count()) return version.whileRunning(sealLater(version, aead, purpose, context, source));
  return version.whileRunning(aead.seal(version.header(purpose), context.encoded, source.plaintext));
}

/** @throws VaultError `UseLimitReached` */
async function sealLater(
  version: LoadedVersion,
  aead: Aead,
  purpose: Purpose,
  context: EncodedContext,
  source: Plain,
): Promise<Uint8Array> {
  await version.uses.makeRoom();
  return aead.seal(version.header(purpose), context.encoded, source.plaintext);
}

/**
 * Decrypts under the version that the ciphertext names.
 *
 * @throws VaultError `KeyVersionBelowMinimum`; otherwise `DecryptFailed`, whatever the reason.
 */
export function openWith(
  call: Call<unknown>,
  entry: KeyEntry,
  purpose: Purpose,
  context: EncodedContext,
  source: Sealed,
  services: Services,
): Uint8Array | Promise<Uint8Array> {
  const floor = call.operation.declaration.opensBelowMinimum === true ? 0 : entry.minimumVersion;
  const version = versionToOpen(entry, source.ciphertext, services, floor);
  return isPromise(version)
    ? version.then((loaded) => openUnder(call, loaded, purpose, context, source, services))
    : openUnder(call, version, purpose, context, source, services);
}

/**
 * The version that a ciphertext names.
 *
 * @throws VaultError `KeyVersionBelowMinimum`; `DecryptFailed` if the key does not have it.
 */
export function versionToOpen(
  entry: KeyEntry,
  ciphertext: Uint8Array,
  { loader }: Services,
  floor: KeyVersion = entry.minimumVersion,
): LoadedVersion | Promise<LoadedVersion> {
  const version = versionOfCiphertext(ciphertext);
  if (version < floor) throw belowMinimum(version, floor);
  const loaded = loader.version(entry, version);
  if (loaded === undefined) throw decryptFailed();
  return loaded;
}

function openUnder(
  call: Call<unknown>,
  version: LoadedVersion,
  purpose: Purpose,
  context: EncodedContext,
  source: Sealed,
  services: Services,
): Uint8Array | Promise<Uint8Array> {
  const { aead } = version.key;
  // A header can name any key, also one that makes no ciphertexts with headers.
  if (aead === undefined) throw decryptFailed();
  admit(call, aead.execution.open, services);
  // Nobody can write to it between the check of its purpose and the opening: it is on the calling turn, or a copy.
  const { ciphertext } = source;
  if (!hasPurpose(ciphertext, purpose, version.suites)) throw decryptFailed();
  return after(version.whileRunning(aead.open(ciphertext, context.encoded)), opened);
}

function opened(plaintext: Uint8Array | undefined): Uint8Array {
  if (plaintext === undefined) throw decryptFailed();
  return plaintext;
}

/** @throws VaultError `UnsupportedAlgorithm` if the key is not symmetric. */
export function aeadOf(version: LoadedVersion): Aead {
  const { aead, publicEncryption } = version.key;
  if (aead !== undefined) return aead;
  const names = publicEncryption?.encryptionAlgorithms.join(', ') ?? 'no algorithm';
  throw new VaultError(
    'UnsupportedAlgorithm',
    `The operation needs a key with ${symmetricDefault}; this one encrypts with ${names}.`,
  );
}
