/**
 * A store keeps the vault's records: sealed bytes under paths, each with a revision. It is *untrusted*: it never sees
 * key material or metadata in the clear, and the vault finds out when a record was edited, swapped or replayed.
 * So a store has no duties but to keep what it was given, all or nothing, and it is about 100 lines.
 *
 * What the vault promises to a store:
 *
 * - paths match `[a-z0-9/._-]`, 1–200 bytes; values are 0–262,144 bytes (256 KiB);
 * - one commit has 1–64 changes, no path twice, and at most 1,048,576 bytes (1 MiB) of values;
 * - revisions start at 1 and rise by 1 with each change of a path, deletions included;
 * - nothing is called after `close()`.
 */
export interface KeyStore {
  /** Declared once, frozen; the conformance kit holds the store to it. */
  readonly features: KeyStoreFeatures;

  /**
   * The record at `path`, with a deletion seen as a record whose `value` is null; `undefined` for a path that was
   * never written. Sees every acknowledged commit. The caller may keep and must not change the value.
   *
   * @throws VaultError `StoreUnavailable` if the store does not answer.
   */
  get(path: string): Promise<StoreRecord | undefined>;

  /**
   * Makes all changes or none. Each change applies only if the path's revision is `expected` (0: never written);
   * afterwards it is `expected + 1`. When the promise resolves the changes are as durable as `features` says.
   * The store must copy or write out `value` before the promise settles.
   *
   * @throws VaultError `Conflict` if a revision differs, `StoreUnavailable` if the store does not answer: nothing was
   * done. `OutcomeUnknown` if it may have been done: the vault then reads again before it answers.
   * `StoreTampered` if what it finds in its place is not what it wrote: nothing was done.
   * Anything else that is thrown counts as `OutcomeUnknown`.
   */
  commit(changes: readonly StoreChange[]): Promise<void>;

  /**
   * Up to `limit` (1–1,000) live records whose paths start with `prefix`, in the order of the bytes of their paths,
   * strictly after the path `after`. Deleted records don't appear. It need not be a snapshot, but a path that
   * lived throughout a walk from page to page is never skipped and never repeated.
   * A page shorter than `limit` is the last one.
   *
   * @throws VaultError `StoreUnavailable` if the store does not answer.
   */
  list(prefix: string, after: string | undefined, limit: number): Promise<readonly LiveRecord[]>;

  /**
   * Calls `changed` soon after another vault, in this process or another, has committed, as a hint to look sooner than the vault would by itself;
   * it may come late, twice, or for nothing. Returns how to stop.
   */
  watch?(changed: () => void): () => void;

  /** Lets go of everything. Acknowledged commits are kept. Called once. */
  close(): Promise<void>;
}

/** What a store can do, as data. */
export interface KeyStoreFeatures {
  /** Acknowledged commits survive the end of the process, SIGKILL and the loss of power. */
  readonly durable: boolean;
  /**
   * Several vaults, in this or other processes, may have the store open at once. If not, a second opening fails with
   * `StoreLocked` as long as the first is open.
   */
  readonly shared: boolean;
}

/** A path that was written at least once. */
export interface StoreRecord {
  readonly path: string;
  readonly revision: number;
  /** Null: deleted. The revision stays, so that a path is never written twice with one revision. */
  readonly value: Uint8Array | null;
}

/** A record that is not deleted. */
export interface LiveRecord extends StoreRecord {
  readonly value: Uint8Array;
}

/** One conditional write of a commit. */
export interface StoreChange {
  readonly path: string;
  /** The revision that the path has now; 0 if it was never written. */
  readonly expected: number;
  /** The new value, or null to delete. */
  readonly value: Uint8Array | null;
}

/** The limits within which a vault keeps, and which every store must take. */
export const keyStoreLimits = {
  pathBytes: 200,
  valueBytes: 262_144,
  changesPerCommit: 64,
  bytesPerCommit: 1_048_576,
  recordsPerPage: 1_000,
} as const;
