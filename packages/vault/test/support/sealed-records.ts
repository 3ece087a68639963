import type { KeyStore, LiveRecord } from '@chatelaine/core';

/** All live records of a store but the keyring, which is not sealed. */
export async function sealedRecords(store: KeyStore): Promise<readonly LiveRecord[]> {
  const records: LiveRecord[] = [];
  for (;;) {
    const page = await store.list('', records.at(-1)?.path, 1_000);
    records.push(...page);
    if (page.length < 1_000) return records.filter(({ path }) => path !== 'keyring');
  }
}

/** The ids of the barrier keys that any record is sealed under (bytes 1 to 4 of a sealed record). */
export async function barriersIn(store: KeyStore): Promise<readonly number[]> {
  const ids = (await sealedRecords(store)).map(({ value }) => Buffer.from(value).readUInt32BE(1));
  return [...new Set(ids)].toSorted((a, b) => a - b);
}
