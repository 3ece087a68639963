import {
  type KeyStore,
  type KeyStoreFeatures,
  type LiveRecord,
  type StoreChange,
  type StoreRecord,
  VaultError,
} from '@chatelaine/core';
import { isPromise } from '../pipeline/after.ts';
import { misbehaved } from './misbehaved.ts';
import { requireMethods } from './require-methods.ts';

const who = 'The key store';

const driverCodes = ['Conflict', 'StoreUnavailable', 'OutcomeUnknown', 'StoreTampered', 'StoreLocked'] as const;

/** Holds a store to what it promised, and gives every failure one of the codes of the contract. */
export class GuardedKeyStore implements KeyStore {
  readonly features: KeyStoreFeatures;
  readonly watch?: (changed: () => void) => () => void;
  readonly #store: KeyStore;

  constructor(store: KeyStore) {
    requireMethods(who, store, ['get', 'commit', 'list', 'close']);
    const { features } = store;
    if (typeof features?.durable !== 'boolean' || typeof features.shared !== 'boolean') {
      throw misbehaved(who, 'does not declare its features');
    }
    this.features = Object.freeze({ durable: features.durable, shared: features.shared });
    this.#store = store;
    if (typeof store.watch === 'function') this.watch = (changed) => store.watch?.(changed) ?? ((): void => undefined);
  }

  async get(path: string): Promise<StoreRecord | undefined> {
    const record = await reading(() => this.#store.get(path));
    if (record === undefined) return undefined;
    if (record?.path !== path || !isRevision(record.revision) || !isValue(record.value)) {
      throw misbehaved(who, `gave something else than the record ${path}`);
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
    const page = await reading(() => this.#store.list(prefix, after, limit));
    let previous = after ?? '';
    if (!Array.isArray(page) || page.length > limit) throw misbehaved(who, 'gave a page of another length');
    for (const record of page as readonly LiveRecord[]) {
      const path: unknown = record?.path;
      if (typeof path !== 'string' || !path.startsWith(prefix) || path <= previous || !isRevision(record.revision)) {
        throw misbehaved(who, 'gave a page out of order');
      }
      if (!(record.value instanceof Uint8Array)) throw misbehaved(who, 'listed a record without a value');
      previous = path;
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

async function reading<Answer>(read: () => Promise<Answer>): Promise<Answer> {
  let answer: unknown;
  try {
    answer = read();
    if (isPromise(answer)) return (await answer) as Answer;
  } catch (error) {
    if (driverCodes.some((code) => VaultError.is(error, code))) throw error;
    throw new VaultError('StoreUnavailable', 'The store can not be read. Try again.', { cause: error });
  }
  throw misbehaved(who, 'gave no promise');
}
