/** What a host may set; the other limits are fixed (see the operation table). */
export interface Limits {
  /** Largest plaintext of encryptData in bytes: 1–1,000,000, default 4,096. */
  readonly plaintextBytes: number;
  /** Largest message to sign, verify or authenticate in bytes: 64, so that every digest fits, to 1,000,000; default 4,096. */
  readonly messageBytes: number;
  /** How many keys stay in memory, loaded and ready: 2–1,000,000, default 10,000. */
  readonly cachedKeys: number;
  /**
   * How many operations have work in the pool of threads at the same time: 1–10,000, default 32. Fewer let the event loop and the host's own
   * work in the pool through sooner, and sign less in all; docs/performance.md has the figures.
   */
  readonly pooledOperations: number;
  /** How many operations wait for that: 0–1,000,000, default 1,024. More are refused with `TooBusy`. */
  readonly waitingOperations: number;
  /** How many messages one version of a symmetric key encrypts: 1–2^48, which is the default. Then `UseLimitReached`. */
  readonly encryptionsPerVersion: number;
  /**
   * How many records are sealed under one barrier key before the vault rotates it: 1,000–2^32, which is the default. Twice as many are
   * the most (`BarrierKeyExhausted`). A rotation seals each record again: in a store of more records than a quarter of this none begins.
   */
  readonly recordsPerBarrierKey: number;
}

/** The least that `messageBytes` may be: a digest of SHA-512, the longest of the key specs. */
export const leastMessageBytes = 64;

export const defaultLimits: Limits = {
  plaintextBytes: 4_096,
  messageBytes: 4_096,
  cachedKeys: 10_000,
  pooledOperations: 32,
  waitingOperations: 1_024,
  encryptionsPerVersion: 2 ** 48,
  recordsPerBarrierKey: 2 ** 32,
};

/** Fixed limits of design §3 that no single parameter carries. */
export const fixedLimits = {
  aliasesPerKey: 50,
  tagsPerKey: 20,
  grantsPerKey: 100,
  /** So many grants may rest on each other. */
  grantDepth: 5,
  /** A key record has them all, and must fit into a record of a store. */
  versionsPerKey: 1_000,
  tagKeyCharacters: 128,
  tagValueCharacters: 255,
  encryptionContextPairs: 64,
  encryptionContextBytes: 8_192,
  attemptsPerChange: 5,
} as const;
