import type { KeyStore, KeyStoreFeatures } from '@chatelaine/core';

/** What the checks need of a store. The functions are called often, many stores are open at once. */
export interface KeyStoreSubject {
  /** What the store declares: it decides which checks apply, and every opened store is held to it. */
  readonly features: KeyStoreFeatures;
  /** True if the store has `watch`. */
  readonly watches?: boolean;
  /** Opens a new, empty store that shares nothing with those opened before. */
  open(): Promise<KeyStore>;
  /** Closes the store and opens it again over the same bytes. Needed if it is `durable`. */
  reopen?(store: KeyStore): Promise<KeyStore>;
  /** Opens a second store over the bytes of one that stays open. Needed if it is `shared`. */
  openAnother?(store: KeyStore): Promise<KeyStore>;
}
