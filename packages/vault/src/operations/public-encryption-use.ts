import { type PublicEncryption, VaultError } from '@chatelaine/core';
import { decryptFailed } from '../ciphertext/decrypt-failed.ts';
import type { EncodedContext } from '../ciphertext/encryption-context.ts';
import type { LoadedVersion } from '../keys/loaded-version.ts';
import { after } from '../pipeline/after.ts';
import type { Call } from '../pipeline/call.ts';
import { admit } from '../pipeline/pool-slots.ts';
import type { Services } from '../services.ts';

/** A key version that encrypts to its public key, with the algorithm that it is to use. */
export interface BlockUse {
  readonly version: LoadedVersion;
  readonly encryption: PublicEncryption;
  readonly algorithm: string;
}

/**
 * Encrypts into a bare block.
 *
 * @throws VaultError `InputTooLarge` if the plaintext does not fit.
 */
export function sealBlock(
  call: Call<unknown>,
  { version, encryption, algorithm }: BlockUse,
  source: { readonly plaintext: Uint8Array },
  services: Services,
): Uint8Array | Promise<Uint8Array> {
  const maximum = encryption.maximumPlaintext(algorithm);
  const { length } = source.plaintext;
  if (length > maximum) {
    throw new VaultError(
      'InputTooLarge',
      `The key encrypts at most ${maximum} bytes with ${algorithm}, not ${length}. ` +
        'For more, encrypt with a symmetric key.',
    );
  }
  admit(call, encryption.execution.encrypt, services);
  return version.whileRunning(encryption.encrypt(algorithm, source.plaintext));
}

/**
 * Decrypts a bare block.
 *
 * @throws VaultError `DecryptFailed`, whatever the reason.
 */
export function openBlock(
  call: Call<unknown>,
  { version, encryption, algorithm }: BlockUse,
  source: { readonly ciphertext: Uint8Array },
  services: Services,
): Uint8Array | Promise<Uint8Array> {
  admit(call, encryption.execution.decrypt, services);
  return after(version.whileRunning(encryption.decrypt(algorithm, source.ciphertext)), (plaintext) => {
    if (plaintext === undefined) throw decryptFailed();
    return plaintext;
  });
}

/** @throws VaultError `UnsupportedEncryptionContext` unless it is empty: a bare block authenticates nothing. */
export function refuseContext(context: EncodedContext): void {
  if (context.isEmpty) return;
  throw new VaultError(
    'UnsupportedEncryptionContext',
    'Asymmetric keys take no encryption context: whoever has the public key makes ciphertexts without one. Leave it out.',
  );
}
