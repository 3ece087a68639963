import { hex, join, utf8 } from './bytes.ts';
import type { Keyring } from './keyring.ts';
import { hmacSha256, sha256 } from './primitives.ts';
import type { Place } from './record.ts';
import { headPath } from './record-paths.ts';

/** A record as it lies in a store. */
export interface StoredBytes extends Place {
  readonly value: Uint8Array;
}

/** The content of every head that counts at least one of `records`, by its path. */
export async function headsOf({ head }: Keyring, records: readonly StoredBytes[]): Promise<Map<string, string>> {
  const sums = new Map<string, { readonly records: number; readonly sum: bigint }>();
  for (const { path, revision, value } of records) {
    const shard = await headPath(path);
    if (shard === undefined) continue;
    const element = await hmacSha256(head, join(utf8(`${path}\0${revision}\0`), await sha256(value)));
    const before = sums.get(shard) ?? { records: 0, sum: 0n };
    const sum = (before.sum + BigInt(`0x${hex(element)}`)) % 2n ** 256n;
    sums.set(shard, { records: before.records + 1, sum });
  }
  return new Map([...sums].map(([path, each]) => [path, `${each.records}:${each.sum.toString(16)}`]));
}
