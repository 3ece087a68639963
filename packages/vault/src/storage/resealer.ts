import { setImmediate as pause } from 'node:timers/promises';
import { type KeyStore, keyStoreLimits, type LiveRecord, VaultError } from '@chatelaine/core';
import type { Committer } from './committer.ts';
import type { Epoch } from './epoch.ts';
import { headShards } from './head.ts';
import type { OpenedRecord, RecordWrite } from './record.ts';
import { epochPath, headPath, headPrefix, keyringPath } from './record-path.ts';
import { isOpened, type RecordReader } from './record-reader.ts';
import { barrierIdOf, tampered } from './sealer.ts';

/** Records of one commit: each may bring a shard of the head with it, and the epoch comes on top. */
const recordsPerCommit = 30;
/** Half of what a commit may have, so that others' transactions still fit beside it. */
const bytesPerCommit = keyStoreLimits.bytesPerCommit / 2;
/** Sealed policies are large, so pages are short. */
const recordsPerPage = 100;
/** How often a commit is tried that conflicts with those of other processes. */
const mostAttempts = 50;

/** One walk seals everything again, and one more finds nothing left. */
const mostWalks = 10;

/** What a resealer works with. */
export interface ResealerParts {
  readonly store: KeyStore;
  readonly reader: RecordReader;
  readonly committer: Committer;
  readonly epoch: Epoch;
  /** Aborted when the vault closes. */
  readonly closing: AbortSignal;
}

/** Seals records again that are under an older barrier key, without changing what they say. */
export class Resealer {
  readonly #store: KeyStore;
  readonly #reader: RecordReader;
  readonly #committer: Committer;
  readonly #epoch: Epoch;
  readonly #closing: AbortSignal;

  constructor({ store, reader, committer, epoch, closing }: ResealerParts) {
    this.#store = store;
    this.#reader = reader;
    this.#committer = committer;
    this.#epoch = epoch;
    this.#closing = closing;
  }

  /**
   * Seals again whatever is under a barrier key before `barrier`, in small commits between those of others, until a walk through
   * the whole store finds nothing more. Gives how many records that were.
   *
   * @throws VaultError `VaultClosed` if the vault closes meanwhile; what the store throws. What was done stays done.
   */
  async sealAgainBefore(barrier: number): Promise<number> {
    let sealed = 0;
    let old: string | undefined = '';
    for (let walk = 0; old !== undefined; walk += 1) {
      // A store that shows again and again what was replaced does not do what it was told.
      if (walk === mostWalks) throw tampered(old);
      old = undefined;
      for await (const page of this.#pages()) {
        const paths = page.filter(({ value }) => barrierIdOf(value) < barrier).map(({ path }) => path);
        old ??= paths[0];
        sealed += await this.#sealRecords(
          paths.filter((path) => !path.startsWith(headPrefix)),
          barrier,
        );
        sealed += await this.#sealHeads(paths.filter((path) => path.startsWith(headPrefix)));
      }
    }
    return sealed;
  }

  /** How many records there are to seal again, whatever they are sealed under. */
  async count(): Promise<number> {
    let records = 0;
    for await (const page of this.#pages()) records += page.length;
    return records;
  }

  // The keyring is not sealed, and the epoch is written with every commit.
  async *#pages(): AsyncGenerator<readonly LiveRecord[]> {
    let after: string | undefined;
    for (;;) {
      const page = await this.#store.list('', after, recordsPerPage);
      yield page.filter(({ path }) => path !== keyringPath && path !== epochPath);
      if (page.length < recordsPerPage) return;
      after = page.at(-1)?.path;
      await pause();
    }
  }

  async #sealRecords(paths: readonly string[], barrier: number): Promise<number> {
    let sealed = 0;
    for (let left = paths, attempts = 0; left.length > 0;) {
      const { batch, rest } = await this.#readBatch(left, barrier);
      const writes = batch.map((record) => ({ previous: record, content: record.content }));
      const isDone = writes.length === 0 || (await this.#commits(writes, [], (attempts += 1)));
      // After a conflict it begins again from reading: what has changed meanwhile is under a newer barrier key already.
      if (!isDone) continue;
      sealed += batch.length;
      left = rest;
      attempts = 0;
    }
    return sealed;
  }

  async #readBatch(
    paths: readonly string[],
    barrier: number,
  ): Promise<{ readonly batch: readonly OpenedRecord[]; readonly rest: readonly string[] }> {
    const batch: OpenedRecord[] = [];
    let bytes = 0;
    for (const [index, path] of paths.entries()) {
      if (batch.length === recordsPerCommit || bytes > bytesPerCommit) return { batch, rest: paths.slice(index) };
      const record = await this.#reader.read(path);
      if (!isOpened(record) || record.barrier >= barrier) continue;
      batch.push(record);
      bytes += record.content.length;
    }
    return { batch, rest: [] };
  }

  async #sealHeads(paths: readonly string[]): Promise<number> {
    const shards = Array.from({ length: headShards }, (_none, shard) => shard);
    const old = shards.filter((shard) => paths.includes(headPath(shard)));
    for (let first = 0, attempts = 0; first < old.length;) {
      const some = old.slice(first, first + recordsPerCommit);
      if (!(await this.#commits([], some, (attempts += 1)))) continue;
      first += some.length;
      attempts = 0;
    }
    return old.length;
  }

  /** False if it conflicted with a commit of another process, which memory has followed then. */
  async #commits(writes: readonly RecordWrite[], shards: readonly number[], attempt: number): Promise<boolean> {
    if (this.#closing.aborted) {
      throw new VaultError('VaultClosed', 'The vault was closed. What is left goes on when it is open again.');
    }
    await this.#epoch.ensureFresh();
    try {
      await this.#committer.sealAgain(writes, shards);
      return true;
    } catch (error) {
      if (!VaultError.is(error, 'Conflict') || attempt === mostAttempts) throw error;
      return false;
    } finally {
      // Opened again for a moment only: key material may be among it.
      for (const { content } of writes) content?.fill(0);
    }
  }
}
