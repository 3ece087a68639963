import { type KeyIdentifier, type RequestFacts, symmetricDefault, VaultError } from '@chatelaine/core';
import type { EncodedContext } from '../ciphertext/encryption-context.ts';
import type { Purpose } from '../ciphertext/purpose.ts';
import type { KeyEntry } from '../keys/key-entry.ts';
import { after } from '../pipeline/after.ts';
import type { Call } from '../pipeline/call.ts';
import type { Resolved } from '../pipeline/implementation.ts';
import type { Services } from '../services.ts';
import { openWith } from './aead-use.ts';
import { algorithmOf } from './named-algorithm.ts';
import { openBlock, refuseContext } from './public-encryption-use.ts';
import { resolveCiphertext } from './resolve-ciphertext.ts';
import { findKey, resolvedKey } from './resolve-key.ts';

/** Something to decrypt, with what its caller says of it. */
export interface Encrypted {
  readonly ciphertext: Uint8Array;
  readonly keyId: KeyIdentifier | undefined;
  readonly encryptionContext: EncodedContext;
  /** Absent: `SYMMETRIC_DEFAULT`. */
  readonly encryptionAlgorithm: string | undefined;
}

/** True for a bare block of an asymmetric key, which names no key itself. The caller says so, never the bytes. */
export function isBlock({ encryptionAlgorithm }: Encrypted): boolean {
  return encryptionAlgorithm !== undefined && encryptionAlgorithm !== symmetricDefault;
}

/** Resolves the key of a ciphertext: the one in its header, or for a bare block the one that the caller named. */
export function resolveEncrypted(
  call: Call<unknown>,
  encrypted: Encrypted,
  facts: RequestFacts,
  services: Services,
): Resolved | Promise<Resolved> {
  const { ciphertext, encryptionAlgorithm, keyId } = encrypted;
  if (!isBlock(encrypted)) return resolveCiphertext(call, keyId, ciphertext, facts, services);
  if (keyId === undefined) {
    throw new VaultError(
      'InvalidArgument',
      `${call.operation.name}: a ciphertext of ${encryptionAlgorithm} names no key, so its key id has to be given too.`,
    );
  }
  const { action } = call.operation.declaration;
  return after(findKey(keyId, services), (entry) => resolvedKey(action, keyId, entry, facts, services));
}

/**
 * Decrypts.
 *
 * @throws VaultError `DecryptFailed` for everything that is wrong with the ciphertext; `UnsupportedAlgorithm` and
 * `UnsupportedEncryptionContext` if the request does not fit the key, whatever the ciphertext.
 */
export function openEncrypted(
  call: Call<unknown>,
  entry: KeyEntry,
  encrypted: Encrypted,
  purpose: Purpose,
  services: Services,
): Uint8Array | Promise<Uint8Array> {
  const { encryptionAlgorithm, encryptionContext } = encrypted;
  if (!isBlock(encrypted)) return openWith(call, entry, purpose, encryptionContext, encrypted, services);
  return after(services.loader.current(entry), (version) => {
    const { publicEncryption: encryption } = version.key;
    const names =
      encryption === undefined
        ? [symmetricDefault]
        : [...encryption.encryptionAlgorithms, ...encryption.decryptionOnlyAlgorithms];
    const algorithm = algorithmOf(encryptionAlgorithm, names, entry.record.keySpec);
    if (encryption === undefined)
      throw new VaultError('Internal', 'A symmetric key was found to have another algorithm.');
    refuseContext(encryptionContext);
    return openBlock(call, { version, encryption, algorithm }, encrypted, services);
  });
}
