import type { KeyStore, LiveRecord, StoreChange, StoreRecord } from '@chatelaine/core';
import { ModelKeyStore, type ModelBytes } from '../../src/cross-check/index.ts';

/** A store over bytes that outlive it. */
export type StoreClass = new (bytes: ModelBytes) => KeyStore;

/** Broken stores, by the lie that each tells. */
export type Mutants = Readonly<Record<string, StoreClass>>;

const watchersOf = new WeakMap<ModelBytes, Set<() => void>>();

/** The model with hints, and with a door to its bytes for those that lie. */
export class HonestStore extends ModelKeyStore {
  readonly bytes: ModelBytes;
  readonly watchers: Set<() => void>;

  constructor(bytes: ModelBytes) {
    super(bytes);
    this.bytes = bytes;
    this.watchers = watchersOf.get(bytes) ?? new Set();
    watchersOf.set(bytes, this.watchers);
  }

  override async commit(changes: readonly StoreChange[]): Promise<void> {
    await super.commit(changes);
    for (const changed of this.watchers) queueMicrotask(() => this.watchers.has(changed) && changed());
  }

  watch(changed: () => void): () => void {
    this.watchers.add(changed);
    return () => this.watchers.delete(changed);
  }

  revision(path: string): number {
    return this.bytes.get(path)?.revision ?? 0;
  }

  /** Writes without asking for the revision. */
  write({ path, expected, value }: StoreChange): void {
    this.bytes.set(path, { path, revision: expected + 1, value: value && new Uint8Array(value) });
  }

  /** Every record that was ever written, from prefix and cursor on, in order. */
  everything(prefix: string, after: string | undefined): readonly StoreRecord[] {
    return [...this.bytes.values()]
      .filter(({ path }) => path.startsWith(prefix) && path > (after ?? ''))
      .toSorted((one, other) => (one.path < other.path ? -1 : 1));
  }
}

/** Lies about the record that was read. */
export const reading = (lie: (record: StoreRecord | undefined, path: string) => StoreRecord | undefined): StoreClass =>
  class extends HonestStore {
    override async get(path: string): Promise<StoreRecord | undefined> {
      return lie(await super.get(path), path);
    }
  };

/** Commits something else than it was given. */
export const committing = (
  lie: (changes: readonly StoreChange[], store: HonestStore) => readonly StoreChange[],
): StoreClass =>
  class extends HonestStore {
    override commit(changes: readonly StoreChange[]): Promise<void> {
      return super.commit(lie(changes, this));
    }
  };

/** Commits each change in another form. */
export const changing = (lie: (change: StoreChange, store: HonestStore) => StoreChange): StoreClass =>
  committing((changes, store) => changes.map((change) => lie(change, store)));

/** Stores other bytes. */
export const storing = (lie: (value: Uint8Array) => Uint8Array): StoreClass =>
  changing((change) => ({ ...change, value: change.value && lie(change.value) }));

/** What a list was asked for. */
export interface ListQuery {
  readonly prefix: string;
  readonly after: string | undefined;
  readonly limit: number;
}

/** Lists something else: `all` lists honestly. */
export const listing = (
  lie: (
    query: ListQuery,
    all: (prefix: string, after?: string) => Promise<readonly LiveRecord[]>,
    store: HonestStore,
  ) => Promise<readonly LiveRecord[]> | readonly LiveRecord[],
): StoreClass =>
  class extends HonestStore {
    override async list(prefix: string, after: string | undefined, limit: number): Promise<readonly LiveRecord[]> {
      return lie({ prefix, after, limit }, (start, cursor) => super.list(start, cursor, Infinity), this);
    }
  };
