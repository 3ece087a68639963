import {
  type KeyStore,
  type KeyStoreFeatures,
  type LiveRecord,
  type StoreChange,
  type StoreRecord,
  VaultError,
} from '@chatelaine/core';

/** A store whose records lie in the open, for whoever wants to take some away or put old ones back. */
export class MapStore implements KeyStore {
  readonly features: KeyStoreFeatures = Object.freeze({ durable: false, shared: false });
  readonly records: Map<string, StoreRecord>;

  constructor(records: Iterable<readonly [string, StoreRecord]> = []) {
    this.records = new Map(records);
  }

  get(path: string): Promise<StoreRecord | undefined> {
    return Promise.resolve(this.records.get(path));
  }

  commit(changes: readonly StoreChange[]): Promise<void> {
    if (changes.some(({ path, expected }) => (this.records.get(path)?.revision ?? 0) !== expected)) {
      return Promise.reject(new VaultError('Conflict', 'A revision differs.'));
    }
    for (const { path, expected, value } of changes) this.records.set(path, { path, revision: expected + 1, value });
    return Promise.resolve();
  }

  list(prefix: string, after: string | undefined, limit: number): Promise<readonly LiveRecord[]> {
    const live = [...this.records.values()].filter((record): record is LiveRecord => record.value !== null);
    const wanted = live.filter(({ path }) => path.startsWith(prefix) && (after === undefined || path > after));
    return Promise.resolve(wanted.toSorted((a, b) => (a.path < b.path ? -1 : 1)).slice(0, limit));
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}
