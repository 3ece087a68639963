import type { StoreChange, StoreRecord } from '@chatelaine/core';
import { ModelKeyStore, type ModelBytes } from '../../src/cross-check/index.ts';
import { HonestStore, type Mutants, type StoreClass } from './honest-store.ts';

/** Finds other bytes than there were when it is opened. */
const finding = (lie: (records: readonly StoreRecord[]) => readonly StoreRecord[]): StoreClass =>
  class extends HonestStore {
    constructor(bytes: ModelBytes) {
      const records = lie([...bytes.values()]);
      bytes.clear();
      for (const record of records) bytes.set(record.path, record);
      super(bytes);
    }
  };

const everyones: ModelBytes = new Map();

/** They lose what was closed, or know nothing of each other. */
export const lifetimeMutants: Mutants = {
  'has a record already when it is new': finding((records) => [
    { path: '0', revision: 1, value: new Uint8Array() },
    ...records,
  ]),
  'loses the last record when it is opened again': finding((records) => records.slice(0, -1)),
  'loses deleted records when it is opened again': finding((records) => records.filter(({ value }) => value !== null)),
  'starts revisions again when it is opened again': finding((records) =>
    records.map((record) => ({ ...record, revision: 1 })),
  ),
  'shares its bytes with every other store': class extends HonestStore {
    constructor() {
      super(everyones);
    }
  },
  'does not see what another store made of its own records': class extends HonestStore {
    readonly #own = new Map<string, StoreRecord>();

    override async commit(changes: readonly StoreChange[]): Promise<void> {
      await super.commit(changes);
      for (const { path } of changes) {
        const record = this.bytes.get(path);
        if (record !== undefined) this.#own.set(path, record);
      }
    }

    override async get(path: string): Promise<StoreRecord | undefined> {
      return this.#own.get(path) ?? super.get(path);
    }
  },
  'clears the bytes when it is closed': class extends HonestStore {
    override async close(): Promise<void> {
      this.bytes.clear();
    }
  },
  'gives no hints': class extends HonestStore {
    override watch(): () => void {
      return () => undefined;
    }
  },
  'gives hints to those that have stopped': class extends HonestStore {
    override watch(changed: () => void): () => void {
      super.watch(changed);
      return () => undefined;
    }
  },
  'has no watch': ModelKeyStore,
};
