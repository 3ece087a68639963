import type { KeyStore, KeyStoreFeatures, LiveRecord, StoreChange, StoreRecord } from '@chatelaine/core';

/** Passes every call on. Decorators override what they disturb. */
export class StoreDecorator implements KeyStore {
  readonly features: KeyStoreFeatures;
  readonly watch?: NonNullable<KeyStore['watch']>;
  protected readonly store: KeyStore;

  constructor(store: KeyStore) {
    this.store = store;
    this.features = store.features;
    if (store.watch !== undefined) this.watch = store.watch.bind(store);
  }

  get(path: string): Promise<StoreRecord | undefined> {
    return this.store.get(path);
  }

  commit(changes: readonly StoreChange[]): Promise<void> {
    return this.store.commit(changes);
  }

  list(prefix: string, after: string | undefined, limit: number): Promise<readonly LiveRecord[]> {
    return this.store.list(prefix, after, limit);
  }

  close(): Promise<void> {
    return this.store.close();
  }
}
