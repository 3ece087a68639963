import { VaultError } from '@chatelaine/core';

/** The one error for everything that does not open: what was wrong is not told. */
export function rejection(): VaultError {
  return new VaultError(
    'RootKeyRejected',
    'The root key does not open this vault: the vault was made with another one, or its keyring was changed. ' +
      'Give the key file, passphrase or variable that the vault was made with, or restore the store from a backup.',
  );
}
