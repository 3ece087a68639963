import { join, number, numberAt } from './bytes.ts';

const shards = 64;

/** What the epoch says. */
export interface Epoch {
  readonly generation: number;
  readonly changedAt: number;
  readonly sealed: number;
  /** The revisions of the heads, by shard. */
  readonly heads: readonly number[];
}

export function encodeEpoch({ generation, changedAt, sealed, heads }: Epoch): Uint8Array {
  const counts = [changedAt, sealed, ...heads];
  return join(number(generation, 4), ...counts.map((count) => number(count, 6)));
}

export function parseEpoch(content: Uint8Array): Epoch {
  return {
    generation: numberAt(content, 0, 4),
    changedAt: numberAt(content, 4, 6),
    sealed: numberAt(content, 10, 6),
    heads: Array.from({ length: shards }, (_none, shard) => numberAt(content, 16 + shard * 6, 6)),
  };
}

/** The revisions of all heads among `records`, by shard. */
export function headRevisions(
  records: readonly { readonly path: string; readonly revision: number }[],
): readonly number[] {
  return Array.from({ length: shards }, (_none, shard) => {
    const path = `head/${shard.toString(16).padStart(2, '0')}`;
    return records.find((record) => record.path === path)?.revision ?? 0;
  });
}
