import { type KeyStore, keyStoreLimits, type StoreChange, VaultError } from '@chatelaine/core';
import type { BarrierBudget } from './barrier-budget.ts';
import type { CurrentKeyring } from './current-keyring.ts';
import type { Epoch, EpochState } from './epoch.ts';
import { encodeEpoch } from './epoch-record.ts';
import { headElement, HeadSum, headShards, isCovered, shardOf } from './head.ts';
import { type Keyring, newestBarrier } from './keyring.ts';
import type { OpenedRecord, RecordReference, RecordWrite } from './record.ts';
import { epochPath, headPath, keyringPath } from './record-path.ts';
import { digestOf, isOpened, type RecordReader } from './record-reader.ts';
import type { ReplayGuard } from './replay-guard.ts';
import { type Sealer, sealedOverheadBytes, tampered } from './sealer.ts';
import { commitSettled } from './settled-commit.ts';

/** The largest content that fits into one record. */
export const contentBytes: number = keyStoreLimits.valueBytes - sealedOverheadBytes;

/** A new keyring, wrapped. */
export interface KeyringWrite {
  readonly keyring: Keyring;
  readonly wrapped: Uint8Array;
  /** The revision that it replaces. */
  readonly previous: number;
}

/** What is written in one commit, or not at all. */
interface Work {
  readonly writes: readonly RecordWrite[];
  /** Shards of the head that are written again though no record of theirs is. */
  readonly shards?: readonly number[];
  readonly keyring?: KeyringWrite;
  /** Records are counted ahead, for this process to seal. */
  readonly reserves?: true;
  /** True if records say afterwards what they said before: what others have in memory stays true. */
  readonly keepsMeaning?: boolean;
}

interface Transaction extends Work {
  readonly resolve: (written: readonly RecordReference[]) => void;
  readonly reject: (error: unknown) => void;
}

interface Count {
  readonly barrier: number;
  readonly sealed: number;
  readonly more: number;
}

interface Shard {
  readonly reference: RecordReference;
  readonly sum: HeadSum;
}

// What a transaction needs of a commit besides its own writes: its head shards and the epoch.
const overheadChanges = (writes: number): number => Math.min(writes, headShards) + 1;
const bytesForHeads = headShards * 256;

/** The parts that a committer works with. */
export interface CommitterParts {
  readonly store: KeyStore;
  readonly sealer: Sealer;
  readonly reader: RecordReader;
  readonly epoch: Epoch;
  readonly keyring: CurrentKeyring;
  readonly budget: BarrierBudget;
  readonly replay: ReplayGuard;
}

/**
 * Writes transactions: each is done wholly or not at all, in one order, together with the head shards that account for
 * its records and with the epoch. Transactions that wait while the store is busy go into one commit.
 */
export class Committer {
  readonly #store: KeyStore;
  readonly #sealer: Sealer;
  readonly #reader: RecordReader;
  readonly #epoch: Epoch;
  readonly #keyring: CurrentKeyring;
  readonly #budget: BarrierBudget;
  readonly #replay: ReplayGuard;
  readonly #shards = new Map<number, Shard>();
  readonly #queue: Transaction[] = [];
  readonly #whenConflicting: ((paths: readonly string[]) => void)[] = [];
  #pumping: Promise<void> | undefined;
  /** Records of the commit that is being made, which nobody else may seal in its place. */
  #held = 0;

  constructor({ store, sealer, reader, epoch, keyring, budget, replay }: CommitterParts) {
    this.#store = store;
    this.#sealer = sealer;
    this.#reader = reader;
    this.#epoch = epoch;
    this.#keyring = keyring;
    this.#budget = budget;
    this.#replay = replay;
  }

  /**
   * Gives references to the records as written, in the order of `writes`.
   *
   * @throws VaultError `Conflict` if one of the records has changed: nothing was done, begin again from reading.
   * `StoreUnavailable`, `BarrierKeyExhausted`: nothing was done. `OutcomeUnknown`.
   */
  commit(writes: readonly RecordWrite[]): Promise<readonly RecordReference[]> {
    return this.#add({ writes });
  }

  /**
   * Writes records that nobody holds in memory, such as the time: what everybody holds of the others stays true.
   *
   * @throws VaultError as `commit` does.
   */
  commitAside(writes: readonly RecordWrite[]): Promise<readonly RecordReference[]> {
    return this.#add({ writes, keepsMeaning: true });
  }

  /**
   * Seals records and shards of the head again, under the barrier key of the moment. `writes` have the contents that the records
   * have already.
   *
   * @throws VaultError as `commit` does.
   */
  async sealAgain(writes: readonly RecordWrite[], shards: readonly number[]): Promise<void> {
    await this.#add({ writes, shards, keepsMeaning: true });
  }

  /**
   * Replaces the keyring. When it is done, this process seals under it; others follow when they see the epoch.
   *
   * @throws VaultError as `commit` does.
   */
  async replaceKeyring(keyring: KeyringWrite): Promise<void> {
    await this.#add({ writes: [], keyring, keepsMeaning: true });
  }

  /** True if so many records may be sealed beside the commits that are made here. */
  maySeal(records: number): boolean {
    return this.#budget.leftOf(this.#newestBarrier) - this.#held >= records;
  }

  /**
   * Has records counted that are to be sealed beside the commits that are made here.
   *
   * @throws VaultError as `commit` does.
   */
  async reserve(): Promise<void> {
    await this.#epoch.ensureFresh();
    await this.#add({ writes: [], reserves: true, keepsMeaning: true });
  }

  /** Called with the paths of a commit that conflicted: what memory holds of them may be behind. */
  onConflict(listener: (paths: readonly string[]) => void): void {
    this.#whenConflicting.push(listener);
  }

  /** Forgets the head: somebody else may have written it. */
  forget(): void {
    this.#shards.clear();
  }

  /** Resolves when nothing is under way. */
  async idle(): Promise<void> {
    await this.#pumping;
  }

  get #newestBarrier(): number {
    return newestBarrier(this.#keyring.keyring).id;
  }

  #add(work: Work): Promise<readonly RecordReference[]> {
    return new Promise((resolve, reject) => {
      this.#queue.push({ ...work, resolve, reject });
      this.#pumping ??= this.#pump();
    });
  }

  async #pump(): Promise<void> {
    // One turn, so that callers of the same tick share a commit.
    await Promise.resolve();
    while (this.#queue.length > 0) {
      const group = this.#takeGroup();
      try {
        await this.#write(group);
      } catch (error) {
        this.#recover(group, error);
        for (const transaction of group) transaction.reject(error);
      } finally {
        this.#held = 0;
      }
    }
    this.#pumping = undefined;
  }

  #recover(group: readonly Transaction[], error: unknown): void {
    this.forget();
    this.#epoch.expire();
    if (!VaultError.is(error, 'Conflict')) return;
    const paths = group.flatMap(({ writes }) => writes.map(({ previous }) => previous.path));
    for (const listener of this.#whenConflicting) listener(paths);
  }

  #takeGroup(): Transaction[] {
    const group: Transaction[] = [];
    const paths = new Set<string>();
    let changes = 0;
    let bytes = 0;
    for (let next = this.#queue[0]; next !== undefined; next = this.#queue[0]) {
      const { writes, shards = [], keyring, reserves } = next;
      const own = writes.length + shards.length;
      const size = writes.reduce((sum, { content }) => sum + sealedOverheadBytes + (content?.length ?? 0), 0);
      const overlaps = writes.some(({ previous }) => paths.has(previous.path));
      const full =
        changes + own + overheadChanges(changes + own) > keyStoreLimits.changesPerCommit ||
        bytes + size > keyStoreLimits.bytesPerCommit - bytesForHeads;
      // A keyring is written alone: what else is in its commit would be sealed under the one before. So is what is counted ahead.
      const isAlone = keyring !== undefined || reserves === true;
      if (group.length > 0 && (overlaps || full || isAlone)) break;
      this.#queue.shift();
      group.push(next);
      if (isAlone) break;
      for (const { previous } of writes) paths.add(previous.path);
      changes += own;
      bytes += size;
    }
    return group;
  }

  async #write(group: readonly Transaction[]): Promise<void> {
    // What is sealed below is sealed for the commit that follows this epoch, or for none: so it is under a barrier key that is not
    // older than this epoch.
    const state = await this.#countedState(group);
    const written: RecordReference[] = [];
    const changes: StoreChange[] = [];
    const touched = new Map<number, Shard>();
    for (const { previous, content } of group.flatMap(({ writes }) => writes)) {
      const revision = previous.revision + 1;
      const value = content === null ? null : this.#sealer.seal(previous.path, revision, content);
      const reference: RecordReference =
        value === null ? { path: previous.path, revision } : { path: previous.path, revision, digest: digestOf(value) };
      written.push(reference);
      changes.push({ path: previous.path, expected: previous.revision, value });
      if (isCovered(previous.path)) await this.#account(touched, state, previous, reference);
    }
    for (const number of group.flatMap(({ shards = [] }) => shards)) {
      touched.set(number, touched.get(number) ?? (await this.#shard(number, state)));
    }
    const shards = this.#sealShards(touched, changes);
    const keyring = group[0]?.keyring;
    if (keyring !== undefined) {
      changes.push({ path: keyringPath, expected: keyring.previous, value: keyring.wrapped });
    }
    const counted = this.#count(state, group);
    const next = nextEpoch(state, shards, group, counted);
    changes.push({
      path: epochPath,
      expected: state.revision,
      value: this.#sealer.seal(epochPath, next.revision, encodeEpoch(next)),
    });

    this.#held = 0;
    // Others may commit on top of it before its acknowledgement is here.
    const { moment } = this.#replay;
    await commitSettled(this.#store, changes);

    for (const { path, expected } of changes) this.#replay.note(path, expected + 1, moment);
    for (const [number, shard] of shards) this.#shards.set(number, shard);
    if (keyring !== undefined) {
      this.#keyring.adopt({ keyring: keyring.keyring, revision: keyring.previous + 1 });
    }
    this.#budget.grant(counted.barrier, counted.more);
    this.#epoch.advance(next);
    this.#refuseOvertaken(new Set(written.map(({ path }) => path)));
    let taken = 0;
    for (const transaction of group) {
      transaction.resolve(written.slice(taken, (taken += transaction.writes.length)));
    }
  }

  /** The epoch to commit on, which has counted what the group seals; but for a keyring, which must get in at all times. */
  async #countedState(group: readonly Transaction[]): Promise<EpochState> {
    const own = group.reduce((sum, { writes, shards = [] }) => sum + writes.length + shards.length, 0);
    const seals = own + overheadChanges(own);
    for (;;) {
      const { state } = this.#epoch;
      // Another process has changed the keyring, and memory does not follow yet: nothing is sealed in vain.
      if (state.generation !== this.#keyring.keyring.generation) throw overtaken();
      if (group[0]?.keyring !== undefined || group[0]?.reserves === true) return state;
      if (this.maySeal(seals)) {
        this.#held = seals;
        return state;
      }
      await this.#write([{ writes: [], reserves: true, keepsMeaning: true, resolve: nobody, reject: nobody }]);
    }
  }

  /** What the next epoch counts of its newest barrier key, and how much of that is new and for this process. */
  #count({ sealed }: EpochState, [first]: readonly Transaction[]): Count {
    const before = this.#newestBarrier;
    const barrier = first?.keyring === undefined ? before : newestBarrier(first.keyring.keyring).id;
    const counted = barrier === before ? sealed : 0;
    const more =
      first?.reserves === true ? this.#budget.refillNow(barrier, counted) : this.#budget.refill(barrier, counted);
    return { barrier, sealed: counted + more, more };
  }

  #sealShards(touched: ReadonlyMap<number, Shard>, changes: StoreChange[]): ReadonlyMap<number, Shard> {
    const sealed = new Map<number, Shard>();
    for (const [number, { reference, sum }] of touched) {
      const revision = reference.revision + 1;
      const value = this.#sealer.seal(reference.path, revision, sum.encode());
      changes.push({ path: reference.path, expected: reference.revision, value });
      sealed.set(number, { reference: { path: reference.path, revision }, sum });
    }
    return sealed;
  }

  // A sum stays with the revision that it was read at: the head may be forgotten and read anew at any time.
  async #account(
    touched: Map<number, Shard>,
    state: EpochState,
    before: RecordReference,
    after: RecordReference,
  ): Promise<void> {
    const number = shardOf(before.path);
    const { reference, sum } = touched.get(number) ?? (await this.#shard(number, state));
    touched.set(number, { reference, sum: this.#replaced(sum, before, after) });
  }

  #replaced(sum: HeadSum, before: RecordReference, after: RecordReference): HeadSum {
    let replaced = sum;
    if (before.digest !== undefined) {
      replaced = replaced.minus(headElement(this.#keyring.keyring.head, before.path, before.revision, before.digest));
    }
    if (after.digest !== undefined) {
      replaced = replaced.plus(headElement(this.#keyring.keyring.head, after.path, after.revision, after.digest));
    }
    return replaced;
  }

  async #shard(number: number, { heads }: EpochState): Promise<Shard> {
    const known = this.#shards.get(number);
    if (known !== undefined) return known;
    const least = heads[number] ?? 0;
    const record: OpenedRecord | RecordReference = await this.#reader.read(headPath(number));
    if (record.revision < least) throw tampered(record.path);
    const shard = { reference: record, sum: isOpened(record) ? HeadSum.decode(record.content) : new HeadSum() };
    this.#shards.set(number, shard);
    return shard;
  }

  // A transaction that waits and rests on a record that has just changed can only fail: it begins again at once.
  #refuseOvertaken(paths: ReadonlySet<string>): void {
    for (let index = this.#queue.length - 1; index >= 0; index -= 1) {
      const transaction = this.#queue[index];
      if (transaction?.writes.some(({ previous }) => paths.has(previous.path)) !== true) continue;
      this.#queue.splice(index, 1);
      transaction.reject(overtaken());
    }
  }
}

function overtaken(): VaultError {
  return new VaultError('Conflict', 'The record was changed in the meantime.');
}

function nobody(): void {
  // Whoever made the transaction waits for the commit itself.
}

function nextEpoch(
  before: EpochState,
  shards: ReadonlyMap<number, Shard>,
  group: readonly Transaction[],
  { sealed }: Count,
): EpochState {
  const revision = before.revision + 1;
  const heads = [...before.heads];
  for (const [number, { reference }] of shards) heads[number] = reference.revision;
  const keepsMeaning = group.every((transaction) => transaction.keepsMeaning === true);
  return {
    revision,
    generation: group[0]?.keyring?.keyring.generation ?? before.generation,
    changedAt: keepsMeaning ? before.changedAt : revision,
    sealed,
    heads,
  };
}
