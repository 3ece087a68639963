import { type KeyStore, keyStoreLimits, type StoreChange, VaultError } from '@chatelaine/core';
import type { Epoch } from './epoch.ts';
import { encodeHeadRevisions, headElement, HeadSum, headShards, isCovered, shardOf } from './head.ts';
import type { OpenedRecord, RecordReference, RecordWrite } from './record.ts';
import { epochPath, headPath } from './record-path.ts';
import { digestOf, isOpened, type RecordReader } from './record-reader.ts';
import type { ReplayGuard } from './replay-guard.ts';
import { type Sealer, sealedOverheadBytes, tampered } from './sealer.ts';

/** The largest content that fits into one record. */
export const contentBytes: number = keyStoreLimits.valueBytes - sealedOverheadBytes;

interface Transaction {
  readonly writes: readonly RecordWrite[];
  readonly resolve: (written: readonly RecordReference[]) => void;
  readonly reject: (error: unknown) => void;
}

interface Shard {
  readonly reference: RecordReference;
  readonly sum: HeadSum;
}

// What a transaction needs of a commit besides its own writes: its head shards and the epoch.
const overheadChanges = (writes: number): number => Math.min(writes, headShards) + 1;

/**
 * Writes transactions: each is done wholly or not at all, in one order, together with the head shards that account for
 * its records and with the epoch. Transactions that wait while the store is busy go into one commit.
 */
export class Committer {
  readonly #store: KeyStore;
  readonly #sealer: Sealer;
  readonly #reader: RecordReader;
  readonly #epoch: Epoch;
  readonly #replay: ReplayGuard;
  readonly #headKey: Uint8Array;
  readonly #shards = new Map<number, Shard>();
  readonly #queue: Transaction[] = [];
  #pumping: Promise<void> | undefined;

  constructor(
    store: KeyStore,
    sealer: Sealer,
    reader: RecordReader,
    epoch: Epoch,
    replay: ReplayGuard,
    headKey: Uint8Array,
  ) {
    this.#store = store;
    this.#sealer = sealer;
    this.#reader = reader;
    this.#epoch = epoch;
    this.#replay = replay;
    this.#headKey = headKey;
  }

  /**
   * Gives references to the records as written, in the order of `writes`.
   *
   * @throws VaultError `Conflict` if one of the records has changed: nothing was done, begin again from reading.
   * `StoreUnavailable`: nothing was done. `OutcomeUnknown`.
   */
  commit(writes: readonly RecordWrite[]): Promise<readonly RecordReference[]> {
    return new Promise((resolve, reject) => {
      this.#queue.push({ writes, resolve, reject });
      this.#pumping ??= this.#pump();
    });
  }

  /** Forgets the head: somebody else may have written it. */
  forget(): void {
    this.#shards.clear();
  }

  /** Resolves when nothing is under way. */
  async idle(): Promise<void> {
    await this.#pumping;
  }

  async #pump(): Promise<void> {
    // One turn, so that callers of the same tick share a commit.
    await Promise.resolve();
    while (this.#queue.length > 0) {
      const group = this.#takeGroup();
      try {
        await this.#write(group);
      } catch (error) {
        this.forget();
        this.#epoch.expire();
        for (const transaction of group) transaction.reject(error);
      }
    }
    this.#pumping = undefined;
  }

  #takeGroup(): Transaction[] {
    const group: Transaction[] = [];
    const paths = new Set<string>();
    let changes = 0;
    let bytes = 0;
    while (this.#queue.length > 0) {
      const [next] = this.#queue;
      if (next === undefined) break;
      const writes = next.writes.length;
      const size = next.writes.reduce((sum, { content }) => sum + sealedOverheadBytes + (content?.length ?? 0), 0);
      const overlaps = next.writes.some(({ previous }) => paths.has(previous.path));
      const full =
        changes + writes + overheadChanges(changes + writes) > keyStoreLimits.changesPerCommit ||
        bytes + size > keyStoreLimits.bytesPerCommit - headShards * 256;
      if (group.length > 0 && (overlaps || full)) break;
      this.#queue.shift();
      group.push(next);
      for (const { previous } of next.writes) paths.add(previous.path);
      changes += writes;
      bytes += size;
    }
    return group;
  }

  async #write(group: readonly Transaction[]): Promise<void> {
    const writes = group.flatMap((transaction) => transaction.writes);
    const written: RecordReference[] = [];
    const changes: StoreChange[] = [];
    const touched = new Map<number, Shard>();
    for (const { previous, content } of writes) {
      const revision = previous.revision + 1;
      const value = content === null ? null : this.#sealer.seal(previous.path, revision, content);
      const reference: RecordReference =
        value === null ? { path: previous.path, revision } : { path: previous.path, revision, digest: digestOf(value) };
      written.push(reference);
      changes.push({ path: previous.path, expected: previous.revision, value });
      if (isCovered(previous.path)) await this.#account(touched, previous, reference);
    }
    const shards: [number, Shard][] = [];
    for (const [number, { reference, sum }] of touched) {
      const revision = reference.revision + 1;
      const value = this.#sealer.seal(reference.path, revision, sum.encode());
      changes.push({ path: reference.path, expected: reference.revision, value });
      shards.push([number, { reference: { path: reference.path, revision }, sum }]);
    }
    const epoch = this.#epoch.revision + 1;
    const heads = [...this.#epoch.heads];
    for (const [number, { reference }] of shards) heads[number] = reference.revision;
    const value = this.#sealer.seal(epochPath, epoch, encodeHeadRevisions(heads));
    changes.push({ path: epochPath, expected: epoch - 1, value });

    // Others may commit on top of it before its acknowledgement is here.
    const { moment } = this.#replay;
    await this.#commit(changes);

    for (const { path, expected } of changes) this.#replay.note(path, expected + 1, moment);
    for (const [number, shard] of shards) this.#shards.set(number, shard);
    this.#epoch.advance(epoch, heads);
    this.#refuseOvertaken(new Set(written.map(({ path }) => path)));
    let next = 0;
    for (const transaction of group) {
      transaction.resolve(written.slice(next, (next += transaction.writes.length)));
    }
  }

  // A sum stays with the revision that it was read at: the head may be forgotten and read anew at any time.
  async #account(touched: Map<number, Shard>, before: RecordReference, after: RecordReference): Promise<void> {
    const number = shardOf(before.path);
    const { reference, sum } = touched.get(number) ?? (await this.#shard(number));
    touched.set(number, { reference, sum: this.#replaced(sum, before, after) });
  }

  #replaced(sum: HeadSum, before: RecordReference, after: RecordReference): HeadSum {
    let replaced = sum;
    if (before.digest !== undefined) {
      replaced = replaced.minus(headElement(this.#headKey, before.path, before.revision, before.digest));
    }
    if (after.digest !== undefined) {
      replaced = replaced.plus(headElement(this.#headKey, after.path, after.revision, after.digest));
    }
    return replaced;
  }

  async #shard(number: number): Promise<Shard> {
    const known = this.#shards.get(number);
    if (known !== undefined) return known;
    const least = this.#epoch.heads[number] ?? 0;
    const record: OpenedRecord | RecordReference = await this.#reader.read(headPath(number));
    if (record.revision < least) throw tampered(record.path);
    const shard = { reference: record, sum: isOpened(record) ? HeadSum.decode(record.content) : new HeadSum() };
    this.#shards.set(number, shard);
    return shard;
  }

  async #commit(changes: readonly StoreChange[]): Promise<void> {
    try {
      await this.#store.commit(changes);
    } catch (error) {
      if (!VaultError.is(error, 'OutcomeUnknown')) throw error;
      if (!(await this.#wasDone(changes, error))) {
        throw new VaultError('StoreUnavailable', 'The store failed and nothing was done. Try again.', { cause: error });
      }
    }
  }

  // Commits are atomic, so the first record that tells anything tells for all.
  async #wasDone(changes: readonly StoreChange[], unknown: VaultError): Promise<boolean> {
    for (const { path, expected, value } of changes) {
      const found = await this.#store.get(path).catch(() => {
        throw unknown;
      });
      if ((found?.revision ?? 0) === expected) return false;
      const kept = found?.value;
      if (kept instanceof Uint8Array && value !== null && Buffer.compare(kept, value) === 0) return true;
    }
    throw unknown;
  }

  // A transaction that waits and rests on a record that has just changed can only fail: it begins again at once.
  #refuseOvertaken(paths: ReadonlySet<string>): void {
    for (let index = this.#queue.length - 1; index >= 0; index -= 1) {
      const transaction = this.#queue[index];
      if (transaction?.writes.some(({ previous }) => paths.has(previous.path)) !== true) continue;
      this.#queue.splice(index, 1);
      transaction.reject(new VaultError('Conflict', 'The record was changed in the meantime.'));
    }
  }
}
