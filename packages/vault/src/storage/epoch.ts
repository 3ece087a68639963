import type { KeyStore } from '@chatelaine/core';
import { VaultError } from '@chatelaine/core';
import type { Clock } from '../configuration/clock.ts';
import type { CurrentKeyring } from './current-keyring.ts';
import { decodeEpoch, type EpochRecord, firstEpoch } from './epoch-record.ts';
import { isOpened, type RecordReader } from './record-reader.ts';
import { epochPath, keyringPath } from './record-path.ts';
import { tampered } from './sealer.ts';

const pollMilliseconds = 400;
const freshMilliseconds = 1_000;
const longestLookMilliseconds = 1_000;

/** What has to happen when somebody else changed the store. */
export type EpochListener = () => Promise<void> | void;

/** The epoch record at one revision. */
export interface EpochState extends EpochRecord {
  /** 0: not looked yet. */
  readonly revision: number;
}

/**
 * Says whether what the vault holds in memory is still what the store holds. Every commit that changes what policy
 * reads also writes the epoch record, so its revision is the epoch. An exclusive store is always fresh. On a shared
 * one, memory may be used only within a second of the last successful look at the epoch.
 */
export class Epoch {
  readonly #store: KeyStore;
  readonly #reader: RecordReader;
  readonly #keyring: CurrentKeyring;
  readonly #clock: Clock;
  readonly #whenMoved: (() => void)[] = [];
  readonly #whenFollowed: (() => void)[] = [];
  readonly #whenChanged: EpochListener[] = [];
  readonly #timer: NodeJS.Timeout | undefined;
  readonly #unwatch: (() => void) | undefined;
  #state: EpochState = { ...firstEpoch, revision: 0, changedAt: 0 };
  #freshUntil = -Infinity;
  #expiries = 0;
  #look: Promise<void> | undefined;

  constructor(store: KeyStore, reader: RecordReader, keyring: CurrentKeyring, clock: Clock) {
    this.#store = store;
    this.#reader = reader;
    this.#keyring = keyring;
    this.#clock = clock;
    if (!store.features.shared) return;
    this.#timer = setInterval(() => void this.#lookQuietly(), pollMilliseconds);
    this.#timer.unref();
    this.#unwatch = store.watch?.(() => {
      this.expire();
      void this.#lookQuietly();
    });
  }

  /** The epoch that memory agrees with. */
  get state(): EpochState {
    return this.#state;
  }

  /** Called when memory agrees with another epoch, whoever committed it. */
  onFollowed(listener: () => void): void {
    this.#whenFollowed.push(listener);
  }

  /** Called when somebody else's commit was seen, also one that only sealed records again. */
  onMove(listener: () => void): void {
    this.#whenMoved.push(listener);
  }

  /**
   * Called, one after the other, when somebody else's commit was seen that changed what records say, before memory counts as fresh
   * again.
   */
  onChange(listener: EpochListener): void {
    this.#whenChanged.push(listener);
  }

  /** The first look, which takes as long as it takes. */
  open(): Promise<void> {
    return this.#lookOnce();
  }

  /** `undefined` if memory may be used now, otherwise a promise that resolves when it may, or rejects in about a second. */
  ensureFresh(): Promise<void> | undefined {
    if (this.#freshUntil === Infinity || this.#clock.monotonic() < this.#freshUntil) return undefined;
    return inTime(this.#lookOnce());
  }

  /** Makes the next `ensureFresh` look at the store. */
  expire(): void {
    this.#expiries += 1;
    this.#freshUntil = -Infinity;
  }

  /** This vault itself has committed: what it holds is what it wrote. */
  advance(state: EpochState): void {
    // Others have committed on top of it, and memory now follows the older commit: look again.
    if (state.revision < this.#state.revision) this.expire();
    this.#agree(state);
  }

  close(): void {
    clearInterval(this.#timer);
    this.#unwatch?.();
  }

  #lookOnce(): Promise<void> {
    this.#look ??= this.#lookNow().finally(() => {
      this.#look = undefined;
    });
    return this.#look;
  }

  async #lookNow(): Promise<void> {
    for (;;) {
      const startedAt = this.#clock.monotonic();
      const expiries = this.#expiries;
      const changed = await this.#follow();
      // It was said meanwhile that there is something new, which this look may have come too early for.
      if (expiries !== this.#expiries) continue;
      this.#freshUntil = this.#store.features.shared ? startedAt + freshMilliseconds : Infinity;
      if (this.#clock.monotonic() < this.#freshUntil) return;
      // To follow a change, a large policy say, may take longer than a look is good for: then look once more.
      if (!changed) throw tooSlow();
    }
  }

  async #follow(): Promise<boolean> {
    const before = this.#state.revision;
    const { generation } = this.#keyring.keyring;
    const record = await this.#reader.read(epochPath);
    if (!isOpened(record) || record.revision < before) throw tampered(epochPath);
    const found = decodeEpoch(record.content);
    // The keyring was read earlier, so an epoch that knows only an older one was put back.
    if (found.generation < generation) throw tampered(epochPath);
    // A commit of this vault may have overtaken the look; then there is nothing to learn from it.
    if (record.revision <= this.#state.revision) return false;
    await this.#followKeyring(found.generation);
    for (const listener of this.#whenMoved) listener();
    if (found.changedAt > before) for (const listener of this.#whenChanged) await listener();
    if (record.revision > this.#state.revision) this.#agree({ ...found, revision: record.revision });
    return true;
  }

  #agree(state: EpochState): void {
    this.#state = state;
    for (const listener of this.#whenFollowed) listener();
  }

  // Memory never agrees with an epoch whose keyring it does not have: what is committed on top of it would be sealed under a
  // barrier key that nobody keeps any more.
  async #followKeyring(generation: number): Promise<void> {
    await this.#keyring.follow((keyring) => keyring.generation >= generation);
    if (this.#keyring.keyring.generation < generation) throw tampered(keyringPath);
  }

  // Nobody waits for the look of the timer: a failure shows at the next use, which looks itself.
  async #lookQuietly(): Promise<void> {
    try {
      await this.#lookOnce();
    } catch {
      this.expire();
    }
  }
}

// A store that does not answer at all must not keep its callers waiting for ever.
async function inTime(look: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(tooSlow()), longestLookMilliseconds);
  });
  try {
    await Promise.race([look, late]);
  } finally {
    clearTimeout(timer);
  }
}

function tooSlow(): VaultError {
  return new VaultError(
    'StoreUnavailable',
    'The store answers too slowly to know that nothing has changed. Try again.',
  );
}
