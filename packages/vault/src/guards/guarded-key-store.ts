import {
  type KeyStore,
  type KeyStoreFeatures,
  type LiveRecord,
  type StoreChange,
  type StoreRecord,
  VaultError,
} from '@chatelaine/core';
import { misbehaved } from './misbehaved.ts';

const driverCodes = ['Conflict', 'StoreUnavailable', 'OutcomeUnknown', 'StoreTampered', 'StoreLocked'] as const;

/** Holds a store to what it promised, and gives every failure one of the codes of the contract. */
export class GuardedKeyStore implements KeyStore {
  readonly features: KeyStoreFeatures;
  readonly watch?: (changed: () => void) => () => void;
  readonly #store: KeyStore;

  constructor(store: KeyStore) {
    const { features } = store;
    if (typeof features?.durable !== 'boolean' || typeof features.shared !== 'boolean') {
      throw misbehaved('The key store', 'does not declare its features');
    }
    this.features = Object.freeze({ durable: features.durable, shared: features.shared });
    this.#store = store;
    if (typeof store.watch === 'function') this.watch = (changed) => store.watch?.(changed) ?? ((): void => undefined);
  }

  async get(path: string): Promise<StoreRecord | undefined> {
    const record = await this.#store.get(path).catch(readFailed);
    if (record === undefined) return undefined;
    if (record.path !== path || !isRevision(record.revision) || !isValue(record.value)) {
      throw misbehaved('The key store', `gave something else than the record ${path}`);
    }
    return record;
  }

  async commit(changes: readonly StoreChange[]): Promise<void> {
    try {
      await this.#store.commit(changes);
    } catch (error) {
      if (driverCodes.some((code) => VaultError.is(error, code))) throw error;
      throw new VaultError('OutcomeUnknown', 'The store failed in the middle of a commit.', { cause: error });
    }
  }

  async list(prefix: string, after: string | undefined, limit: number): Promise<readonly LiveRecord[]> {
    const page = await this.#store.list(prefix, after, limit).catch(readFailed);
    let previous = after ?? '';
    if (!Array.isArray(page) || page.length > limit) throw misbehaved('The key store', 'gave a page of another length');
    for (const record of page as readonly LiveRecord[]) {
      const sound = record.path.startsWith(prefix) && record.path > previous && isRevision(record.revision);
      if (!sound || !(record.value instanceof Uint8Array))
        throw misbehaved('The key store', 'gave a page out of order');
      previous = record.path;
    }
    return page as readonly LiveRecord[];
  }

  close(): Promise<void> {
    return this.#store.close();
  }
}

function isRevision(revision: unknown): boolean {
  return Number.isSafeInteger(revision) && (revision as number) > 0;
}

function isValue(value: unknown): boolean {
  return value === null || value instanceof Uint8Array;
}

function readFailed(error: unknown): never {
  if (driverCodes.some((code) => VaultError.is(error, code))) throw error;
  throw new VaultError('StoreUnavailable', 'The store can not be read. Try again.', { cause: error });
}
