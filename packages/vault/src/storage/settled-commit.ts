import { type KeyStore, type StoreChange, VaultError } from '@chatelaine/core';

/**
 * Commits, and reads again if the store can't say whether it did.
 *
 * @throws VaultError `Conflict` or `StoreUnavailable`: nothing was done. `OutcomeUnknown` if not even reading tells.
 */
export async function commitSettled(store: KeyStore, changes: readonly StoreChange[]): Promise<void> {
  try {
    await store.commit(changes);
  } catch (error) {
    if (!VaultError.is(error, 'OutcomeUnknown')) throw error;
    if (!(await wasDone(store, changes, error))) {
      throw new VaultError('StoreUnavailable', 'The store failed and nothing was done. Try again.', { cause: error });
    }
  }
}

// Commits are atomic, so the first record that tells anything tells for all.
async function wasDone(store: KeyStore, changes: readonly StoreChange[], unknown: VaultError): Promise<boolean> {
  for (const { path, expected, value } of changes) {
    const found = await store.get(path).catch(() => {
      throw unknown;
    });
    if ((found?.revision ?? 0) === expected) return false;
    const kept = found?.value;
    if (kept instanceof Uint8Array && value !== null && Buffer.compare(kept, value) === 0) return true;
  }
  throw unknown;
}
