import { MemoryKeyStore } from '@chatelaine/store-memory';

const atOnce = 64;

/** A new store with the same live records at the same revisions. */
export async function copyOf(store: MemoryKeyStore): Promise<MemoryKeyStore> {
  const copy = new MemoryKeyStore();
  const records = await store.list('', undefined, 1_000);
  const latest = Math.max(...records.map(({ revision }) => revision));
  for (let revision = 1; revision <= latest; revision += 1) {
    const changes = records
      .filter((record) => record.revision >= revision)
      .map(({ path, value }) => ({ path, expected: revision - 1, value }));
    for (let first = 0; first < changes.length; first += atOnce)
      await copy.commit(changes.slice(first, first + atOnce));
  }
  return copy;
}
