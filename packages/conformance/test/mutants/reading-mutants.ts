import type { KeyStoreFeatures, StoreChange, StoreRecord } from '@chatelaine/core';
import { HonestStore, reading, storing, type Mutants, type StoreClass } from './honest-store.ts';

const declaring = (features: KeyStoreFeatures): StoreClass =>
  class extends HonestStore {
    override readonly features = features;
  };

const withoutZerosAtTheEnd = (value: Uint8Array): Uint8Array =>
  value.subarray(0, value.findLastIndex((byte) => byte !== 0) + 1);

/** They keep the wrong bytes, or give them back wrong. */
export const readingMutants: Mutants = {
  'gives null for a path that was never written': reading((record) => record ?? (null as never)),
  'gives a tombstone for a path that was never written': reading(
    (record, path) => record ?? { path, revision: 0, value: null },
  ),
  'gives the record of a longer path': class extends HonestStore {
    override async get(path: string): Promise<StoreRecord | undefined> {
      return (await super.get(path)) ?? (await super.list(path, undefined, 1))[0];
    }
  },
  'gives no Uint8Array': reading(
    (record) => record && { ...record, value: record.value && ([...record.value] as never) },
  ),
  'shows a deletion as a value of no bytes': reading(
    (record) => record && { ...record, value: record.value ?? new Uint8Array() },
  ),
  'shows a value of no bytes as a deletion': reading(
    (record) => record && { ...record, value: record.value?.length === 0 ? null : record.value },
  ),
  'counts one revision for all paths': class extends HonestStore {
    override async get(path: string): Promise<StoreRecord | undefined> {
      const record = await super.get(path);
      return record && { ...record, revision: Math.max(...[...this.bytes.values()].map(({ revision }) => revision)) };
    }
  },
  'reads what it has read before': class extends HonestStore {
    readonly #read = new Map<string, StoreRecord>();

    override async get(path: string): Promise<StoreRecord | undefined> {
      const record = this.#read.get(path) ?? (await super.get(path));
      if (record !== undefined) this.#read.set(path, record);
      return record;
    }
  },
  'keeps the array of the caller': class extends HonestStore {
    override async commit(changes: readonly StoreChange[]): Promise<void> {
      await super.commit(changes);
      for (const { path, expected, value } of changes) this.bytes.set(path, { path, revision: expected + 1, value });
    }
  },
  'writes the next value into the array that it gave for the last one': class extends HonestStore {
    override async commit(changes: readonly StoreChange[]): Promise<void> {
      const given = changes.map(({ path }) => this.bytes.get(path)?.value);
      await super.commit(changes);
      for (const [index, { value }] of changes.entries()) {
        const before = given[index];
        before?.set(value?.subarray(0, before.length) ?? []);
      }
    }
  },
  'stores the buffer behind a view': storing((value) => new Uint8Array(value.buffer)),
  'stores values as text': storing((value) => Buffer.from(Buffer.from(value).toString('utf8'))),
  'trims zeros at the end of a value': storing(withoutZerosAtTheEnd),
  'cuts values at 64 KiB': storing((value) => value.subarray(0, 65_535)),
  'cuts paths at 191 bytes': class extends HonestStore {
    override get(path: string): Promise<StoreRecord | undefined> {
      return super.get(path.slice(0, 191));
    }

    override commit(changes: readonly StoreChange[]): Promise<void> {
      return super.commit(changes.map((change) => ({ ...change, path: change.path.slice(0, 191) })));
    }
  },
  'has features that can be changed': declaring({ durable: true, shared: true }),
  'has other features than it says': declaring(Object.freeze({ durable: false, shared: true })),
};
