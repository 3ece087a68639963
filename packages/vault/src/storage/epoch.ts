import type { KeyStore } from '@chatelaine/core';
import { VaultError } from '@chatelaine/core';
import type { Clock } from '../configuration/clock.ts';
import { decodeHeadRevisions, type HeadRevisions, noHeads } from './head.ts';
import { isOpened, type RecordReader } from './record-reader.ts';
import { epochPath } from './record-path.ts';
import { tampered } from './sealer.ts';

const pollMilliseconds = 400;
const freshMilliseconds = 1_000;
const longestLookMilliseconds = 1_000;

/** What has to happen when somebody else changed the store. */
export type EpochListener = () => Promise<void> | void;

/**
 * Says whether what the vault holds in memory is still what the store holds. Every commit that changes what policy
 * reads also writes the epoch record, so its revision is the epoch. An exclusive store is always fresh. On a shared
 * one, memory may be used only within a second of the last successful look at the epoch.
 */
export class Epoch {
  readonly #store: KeyStore;
  readonly #reader: RecordReader;
  readonly #clock: Clock;
  readonly #listeners: EpochListener[] = [];
  readonly #timer: NodeJS.Timeout | undefined;
  readonly #unwatch: (() => void) | undefined;
  #revision = 0;
  #heads: HeadRevisions = noHeads;
  #freshUntil = -Infinity;
  #expiries = 0;
  #look: Promise<void> | undefined;

  constructor(store: KeyStore, reader: RecordReader, clock: Clock) {
    this.#store = store;
    this.#reader = reader;
    this.#clock = clock;
    if (!store.features.shared) return;
    this.#timer = setInterval(() => void this.#lookQuietly(), pollMilliseconds);
    this.#timer.unref();
    this.#unwatch = store.watch?.(() => {
      this.expire();
      void this.#lookQuietly();
    });
  }

  /** The revision of the epoch record that memory agrees with. */
  get revision(): number {
    return this.#revision;
  }

  /** The revisions of the heads at that epoch. */
  get heads(): HeadRevisions {
    return this.#heads;
  }

  /** Called, one after the other, when somebody else's commit was seen, before memory counts as fresh again. */
  onChange(listener: EpochListener): void {
    this.#listeners.push(listener);
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
  advance(revision: number, heads: HeadRevisions): void {
    // Others have committed on top of it, and memory now follows the older commit: look again.
    if (revision < this.#revision) this.expire();
    this.#revision = revision;
    this.#heads = heads;
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
    const before = this.#revision;
    const record = await this.#reader.read(epochPath);
    if (!isOpened(record) || record.revision < before) throw tampered(epochPath);
    // A commit of this vault may have overtaken the look; then there is nothing to learn from it.
    if (record.revision <= this.#revision) return false;
    for (const listener of this.#listeners) await listener();
    if (record.revision > this.#revision) {
      this.#revision = record.revision;
      this.#heads = decodeHeadRevisions(record.content);
    }
    return true;
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
