import { VaultError } from '@chatelaine/core';

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}

/** What an error of opening is to a vault. */
export function openFailure(directory: string, error: unknown): VaultError {
  const cause = error instanceof Error ? error.cause : undefined;
  if (codeOf(cause) === 'LEVEL_LOCKED') {
    const message = `Another process, or another vault of this one, has ${directory} open. Close it, or use another path.`;
    return new VaultError('StoreLocked', message, { cause: error });
  }
  const message = `The Level store at ${directory} could not be opened. The cause says why.`;
  return new VaultError('StoreUnavailable', message, { cause: error });
}

/** Where a store should be and is none. */
export function nothingThere(directory: string): VaultError {
  const message = `There is no store in ${directory}, and none is to be made. Check the path, or allow create.`;
  return new VaultError('VaultNotFound', message);
}

/** What an error of reading is to a vault. */
export function readFailure(error: unknown): VaultError {
  if (VaultError.is(error)) return error;
  return codeOf(error) === 'LEVEL_CORRUPTION'
    ? new VaultError('StoreTampered', 'A file of the Level store is damaged. Restore a backup.', { cause: error })
    : new VaultError('StoreUnavailable', 'The Level store could not be read. The cause says why.', { cause: error });
}
