import { formatKeyVersion, type KeyVersion, VaultError } from '@chatelaine/core';

/**
 * The error for a ciphertext that names an earlier version than its key still decrypts. It is told before anything is
 * opened, from the header alone, which everybody can read: so it says nothing about the rest.
 */
export function belowMinimum(version: KeyVersion, minimum: KeyVersion): VaultError {
  return new VaultError(
    'KeyVersionBelowMinimum',
    `The ciphertext names key version ${formatKeyVersion(version)}; the key decrypts from ${formatKeyVersion(minimum)} on.`,
  );
}
