import { keyStoreLimits, VaultError } from '@chatelaine/core';
import { coveredPrefixes, headElement, type HeadRevisions, HeadSum, headShards, shardOf } from './head.ts';
import { decodeEpoch } from './epoch-record.ts';
import { epochPath, headPath } from './record-path.ts';
import { isOpened, type RecordReader } from './record-reader.ts';
import { tampered } from './sealer.ts';

const mostAttempts = 5;

/** Compares every record with what the head accounts for. */
export class StoreVerifier {
  readonly #reader: RecordReader;
  readonly #headKey: Uint8Array;

  constructor(reader: RecordReader, headKey: Uint8Array) {
    this.#reader = reader;
    this.#headKey = headKey;
  }

  /**
   * Gives the number of records.
   *
   * @throws VaultError `StoreTampered` if one was edited, swapped, replayed or removed; `StoreUnavailable` if the store changed all
   * the time.
   */
  async verify(): Promise<number> {
    for (let attempt = 0; attempt < mostAttempts; attempt += 1) {
      const before = await this.#reader.read(epochPath);
      if (!isOpened(before)) throw tampered(epochPath);
      const outcome = await this.#compare(decodeEpoch(before.content).heads);
      const later = await this.#reader.read(epochPath);
      // Only a store that nobody changed meanwhile can be compared with its head.
      if (later.revision !== before.revision) continue;
      if (outcome.differs !== undefined) throw tampered(outcome.differs);
      return outcome.records;
    }
    throw new VaultError(
      'StoreUnavailable',
      'The store changes too often to be verified. Try again when there is less to do.',
    );
  }

  async #compare(revisions: HeadRevisions): Promise<{ readonly records: number; readonly differs?: string }> {
    const found = Array.from({ length: headShards }, () => new HeadSum());
    for (const prefix of coveredPrefixes) await this.#add(prefix, found);
    let records = 0;
    for (const [number, sum] of found.entries()) {
      const path = headPath(number);
      const stored = await this.#reader.read(path);
      const expected = isOpened(stored) ? HeadSum.decode(stored.content) : new HeadSum();
      if (stored.revision !== revisions[number] || !expected.equals(sum)) return { records, differs: path };
      records += sum.records;
    }
    return { records };
  }

  async #add(prefix: string, sums: HeadSum[]): Promise<void> {
    let after: string | undefined;
    for (;;) {
      const page = await this.#reader.list(prefix, after, keyStoreLimits.recordsPerPage);
      for (const { path, revision, digest } of page) {
        const shard = shardOf(path);
        sums[shard] = (sums[shard] ?? new HeadSum()).plus(headElement(this.#headKey, path, revision, digest));
        after = path;
      }
      if (page.length < keyStoreLimits.recordsPerPage) return;
    }
  }
}
