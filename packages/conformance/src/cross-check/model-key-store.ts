import { VaultError } from '@chatelaine/core';
import type { KeyStore, KeyStoreFeatures, LiveRecord, StoreChange, StoreRecord } from '@chatelaine/core';

/** The bytes that one or several models work over. */
export type ModelBytes = Map<string, StoreRecord>;

/**
 * The contract of `KeyStore` in the plainest code there is: a map that is sorted anew for every page.
 * It is the yardstick of cross-checks, not a store to use. It declares every feature, since its bytes are a value
 * that the caller may open as often as it likes.
 */
export class ModelKeyStore implements KeyStore {
  readonly features: KeyStoreFeatures = Object.freeze({ durable: true, shared: true });
  readonly #bytes: ModelBytes;

  constructor(bytes: ModelBytes = new Map()) {
    this.#bytes = bytes;
  }

  async get(path: string): Promise<StoreRecord | undefined> {
    return this.#bytes.get(path);
  }

  async commit(changes: readonly StoreChange[]): Promise<void> {
    for (const { path, expected } of changes) {
      const revision = this.#bytes.get(path)?.revision ?? 0;
      if (revision !== expected) {
        throw new VaultError('Conflict', `${path} is at revision ${revision}, not ${expected}; read it again.`);
      }
    }
    for (const { path, expected, value } of changes) {
      this.#bytes.set(path, Object.freeze({ path, revision: expected + 1, value: value && new Uint8Array(value) }));
    }
  }

  async list(prefix: string, after: string | undefined, limit: number): Promise<readonly LiveRecord[]> {
    return [...this.#bytes.values()]
      .filter((record): record is LiveRecord => record.value !== null && record.path.startsWith(prefix))
      .filter((record) => after === undefined || record.path > after)
      .toSorted((one, other) => (one.path < other.path ? -1 : 1))
      .slice(0, limit);
  }

  async close(): Promise<void> {}
}
