import { setImmediate as pause } from 'node:timers/promises';
import { VaultError } from '@chatelaine/core';
import type { StoreChange, StoreRecord } from '@chatelaine/core';

/** The database under a group commit. */
export interface RecordLog {
  /**
   * Resolves when the other two may be called: at once, as a rule.
   *
   * @throws VaultError if the database cannot be used.
   */
  ready(): Promise<void>;
  /** The revision on the disk; 0 for a path that was never written. Not called while something is being written. */
  revision(path: string): number;
  /** Writes all or nothing; resolves when it is on the disk. After a rejection nobody knows. */
  write(records: readonly StoreRecord[]): Promise<void>;
}

/** A commit that waits for its group. */
interface Waiting {
  readonly changes: readonly StoreChange[];
  readonly done: () => void;
  readonly failed: (error: unknown) => void;
}

/** Many commits of the usual size, and little memory. */
const bytesPerGroup = 4_194_304;

/**
 * Conditional commits for a database that has none: it writes one group at a time and checks the revisions just before.
 * Commits that arrive meanwhile wait and go together in the next group, so that many writers share
 * the price of one flush to the disk.
 */
export class GroupCommit {
  readonly #log: RecordLog;
  #waiting: Waiting[] = [];
  #running: Promise<void> | undefined;

  constructor(log: RecordLog) {
    this.#log = log;
  }

  /** @throws VaultError `Conflict`, `OutcomeUnknown`, or what the log throws of revisions that it cannot read. */
  commit(changes: readonly StoreChange[]): Promise<void> {
    return new Promise((done, failed) => {
      this.#waiting.push({ changes, done, failed });
      this.#running ??= this.#run();
    });
  }

  /** Resolves when no commit waits any more. */
  async settled(): Promise<void> {
    await this.#running;
  }

  async #run(): Promise<void> {
    // The pause lets those join that come in the same turn: at first, and when a group was just told that it is done.
    for (await pause(); this.#waiting.length > 0; await pause()) await this.#runGroup(this.#nextGroup());
    this.#running = undefined;
  }

  #nextGroup(): readonly Waiting[] {
    let bytes = 0;
    const tooMany = this.#waiting.findIndex(({ changes }, index) => {
      for (const { value } of changes) bytes += value?.length ?? 0;
      return index > 0 && bytes > bytesPerGroup;
    });
    return this.#waiting.splice(0, tooMany === -1 ? this.#waiting.length : tooMany);
  }

  async #runGroup(group: readonly Waiting[]): Promise<void> {
    try {
      await this.#log.ready();
    } catch (error) {
      for (const { failed } of group) failed(error);
      return;
    }
    const revisions = new Map<string, number>();
    const records: StoreRecord[] = [];
    const admitted: Waiting[] = [];
    const refusals: (() => void)[] = [];
    for (const waiting of group) {
      try {
        records.push(...this.#admit(waiting.changes, revisions));
        admitted.push(waiting);
      } catch (error) {
        refusals.push(() => waiting.failed(error));
      }
    }
    const failure = await this.#write(records);
    for (const { done, failed } of admitted) {
      if (failure === undefined) done();
      else failed(failure);
    }
    // Only now can be read what these conflict with.
    for (const refuse of refusals) refuse();
  }

  /**
   * @param revisions those of the group so far; raised by what is admitted
   * @throws VaultError `Conflict`
   */
  #admit(changes: readonly StoreChange[], revisions: Map<string, number>): readonly StoreRecord[] {
    for (const { path, expected } of changes) {
      const revision = revisions.get(path) ?? this.#log.revision(path);
      if (revision !== expected) {
        throw new VaultError('Conflict', `${path} is at revision ${revision}, not ${expected}: read it and try again.`);
      }
    }
    return changes.map(({ path, expected, value }) => {
      revisions.set(path, expected + 1);
      return { path, revision: expected + 1, value };
    });
  }

  async #write(records: readonly StoreRecord[]): Promise<VaultError | undefined> {
    try {
      if (records.length > 0) await this.#log.write(records);
      return undefined;
    } catch (cause) {
      return new VaultError('OutcomeUnknown', 'The store failed while it wrote: read again what was changed.', {
        cause,
      });
    }
  }
}
