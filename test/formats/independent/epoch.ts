import { join, number, numberAt } from './bytes.ts';

const shards = 64;

/** What the epoch says. */
export interface Epoch {
  readonly generation: number;
  readonly changedAt: number;
  /** The revisions of the heads, by shard. */
  readonly heads: readonly number[];
}

export function encodeEpoch({ generation, changedAt, heads }: Epoch): Uint8Array {
  return join(number(generation, 4), number(changedAt, 6), ...heads.map((revision) => number(revision, 6)));
}

export function parseEpoch(content: Uint8Array): Epoch {
  return {
    generation: numberAt(content, 0, 4),
    changedAt: numberAt(content, 4, 6),
    heads: Array.from({ length: shards }, (_none, shard) => numberAt(content, 10 + shard * 6, 6)),
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
