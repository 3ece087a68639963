import type { KeyStore, KeyStoreFeatures, LiveRecord, StoreChange, StoreRecord } from '@chatelaine/core';
import { GroupCommit } from './group-commit.ts';
import { LevelDatabase } from './level-database.ts';

/**
 * Keeps records in a directory with a Level database. What it acknowledged is on the disk: every commit is flushed,
 * and commits that come at once share one flush. One process can have the directory open at a time.
 */
export class LevelKeyStore implements KeyStore {
  readonly features: KeyStoreFeatures = Object.freeze({ durable: true, shared: false });
  readonly #database: LevelDatabase;
  readonly #commits: GroupCommit;

  private constructor(database: LevelDatabase) {
    this.#database = database;
    this.#commits = new GroupCommit(database);
  }

  /**
   * @param directory Made with mode 0700 if it does not exist.
   * @param create False: nothing is made.
   * @throws VaultError `StoreLocked` if another process, or another store of this one, has the directory open;
   * `VaultNotFound` if no store is there and none is to be made; `StoreUnavailable` if it cannot be opened for another cause.
   */
  static async open(directory: string, { create = true }: { readonly create?: boolean } = {}): Promise<LevelKeyStore> {
    return new LevelKeyStore(await LevelDatabase.open(directory, create));
  }

  async get(path: string): Promise<StoreRecord | undefined> {
    await this.#database.ready();
    return this.#database.read(path);
  }

  commit(changes: readonly StoreChange[]): Promise<void> {
    return this.#commits.commit(changes);
  }

  async list(prefix: string, after: string | undefined, limit: number): Promise<readonly LiveRecord[]> {
    await this.#database.ready();
    return this.#database.list(prefix, after, limit);
  }

  async close(): Promise<void> {
    await this.#commits.settled();
    await this.#database.close();
  }
}
