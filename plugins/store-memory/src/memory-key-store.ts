import type { KeyStore, KeyStoreFeatures, LiveRecord, StoreChange, StoreRecord } from '@chatelaine/core';
import { MemoryRecords } from './memory-records.ts';

/** What the stores over the same records have in common. */
interface Common {
  readonly records: MemoryRecords;
  readonly watchers: Set<Watcher>;
}

interface Watcher {
  readonly store: MemoryKeyStore;
  readonly changed: () => void;
}

/**
 * Keeps records in memory, for tests and for vaults that need not outlive the process. The records live as long as any
 * store over them is referenced, closed or not.
 */
export class MemoryKeyStore implements KeyStore {
  readonly features: KeyStoreFeatures = Object.freeze({ durable: false, shared: true });
  #common: Common = { records: new MemoryRecords(), watchers: new Set() };

  /** Opens another store over the same records. */
  openAnother(): MemoryKeyStore {
    const another = new MemoryKeyStore();
    another.#common = this.#common;
    return another;
  }

  async get(path: string): Promise<StoreRecord | undefined> {
    return this.#common.records.get(path);
  }

  async commit(changes: readonly StoreChange[]): Promise<void> {
    this.#common.records.commit(changes);
    for (const watcher of this.#common.watchers) {
      if (watcher.store !== this) queueMicrotask(() => this.#hint(watcher));
    }
  }

  async list(prefix: string, after: string | undefined, limit: number): Promise<readonly LiveRecord[]> {
    return this.#common.records.list(prefix, after, limit);
  }

  watch(changed: () => void): () => void {
    const watcher = { store: this, changed };
    this.#common.watchers.add(watcher);
    return () => this.#common.watchers.delete(watcher);
  }

  async close(): Promise<void> {
    for (const watcher of this.#common.watchers) {
      if (watcher.store === this) this.#common.watchers.delete(watcher);
    }
  }

  #hint(watcher: Watcher): void {
    if (this.#common.watchers.has(watcher)) watcher.changed();
  }
}
