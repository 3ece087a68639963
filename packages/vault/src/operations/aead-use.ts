import { type Aead, symmetricDefault, VaultError } from '@chatelaine/core';
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

/** A call with an encryption context. */
type ContextCall = Call<{ readonly encryptionContext: EncodedContext }>;

/** Encrypts under the current version of a key, with the encryption context of the call. */
export function sealWith(
  call: ContextCall,
  entry: KeyEntry,
  purpose: Purpose,
  plaintext: Uint8Array,
  services: Services,
): Uint8Array | Promise<Uint8Array> {
  const version = services.loader.current(entry);
  return isPromise(version)
    ? version.then((loaded) => sealUnder(call, loaded, purpose, plaintext, services))
    : sealUnder(call, version, purpose, plaintext, services);
}

function sealUnder(
  call: ContextCall,
  version: LoadedVersion,
  purpose: Purpose,
  plaintext: Uint8Array,
  services: Services,
): Uint8Array | Promise<Uint8Array> {
  const aead = aeadOf(version);
  admit(call, aead.execution.seal, services);
  const { encoded } = call.request.encryptionContext;
  return version.whileRunning(aead.seal(version.header(purpose), encoded, plaintext));
}

/**
 * Decrypts under the version that the ciphertext names, with the encryption context of the call.
 *
 * @throws VaultError `DecryptFailed`, whatever the reason.
 */
export function openWith(
  call: ContextCall,
  entry: KeyEntry,
  purpose: Purpose,
  ciphertext: Uint8Array,
  services: Services,
): Uint8Array | Promise<Uint8Array> {
  const version = services.loader.version(entry, versionOfCiphertext(ciphertext));
  if (version === undefined) throw decryptFailed();
  return isPromise(version)
    ? version.then((loaded) => openUnder(call, loaded, purpose, ciphertext, services))
    : openUnder(call, version, purpose, ciphertext, services);
}

function openUnder(
  call: ContextCall,
  version: LoadedVersion,
  purpose: Purpose,
  ciphertext: Uint8Array,
  services: Services,
): Uint8Array | Promise<Uint8Array> {
  const { aead } = version.key;
  // A header can name any key, also one that makes no ciphertexts with headers.
  if (aead === undefined) throw decryptFailed();
  admit(call, aead.execution.open, services);
  // Nobody can write to it between the check of its purpose and the opening, if that is not left to another thread.
  const checked = aead.execution.open === 'inline' ? ciphertext : new Uint8Array(ciphertext);
  if (!hasPurpose(checked, purpose, version.suites)) throw decryptFailed();
  const { encoded } = call.request.encryptionContext;
  return after(version.whileRunning(aead.open(checked, encoded)), opened);
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
