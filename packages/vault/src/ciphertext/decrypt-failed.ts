import { VaultError } from '@chatelaine/core';

/** The one error for every ciphertext that can't be decrypted, whatever the reason. */
export function decryptFailed(): VaultError {
  const error = new VaultError(
    'DecryptFailed',
    'The ciphertext can not be decrypted. Check that it is whole and unchanged, that it was made by this vault for this ' +
      'operation, and that the encryption context is the one that it was made with. One that was made with a public key ' +
      'needs the key and the encryption algorithm beside it.',
  );
  // Frames would tell at which check it failed.
  error.stack = `${error.name}: ${error.message}`;
  return error;
}
