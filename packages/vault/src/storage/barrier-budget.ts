import { keyStoreLimits, VaultError } from '@chatelaine/core';
import { defaultLimits } from '../configuration/limits.ts';

/** Records that are counted ahead for a process: the most of them, and what the largest commit needs. */
const mostAhead = 1_024;
const leastAhead = keyStoreLimits.changesPerCommit;

/**
 * How many records are sealed under the newest barrier key, by all processes of the store together. The epoch counts them
 * before they are sealed, so what a crash loses is counted rather than not: here is what this process may still seal of
 * what was counted for it. Beyond the limit the barrier key is to be rotated; beyond twice the limit nothing is sealed under it.
 */
export class BarrierBudget {
  readonly #limit: number;
  readonly #ahead: number;
  #barrier = 0;
  #left = 0;

  /** @param limit Records that one barrier key is meant for. */
  constructor(limit: number) {
    this.#limit = limit;
    this.#ahead = Math.max(leastAhead, Math.min(mostAhead, Math.ceil(limit / 16)));
  }

  /** True if a barrier key has sealed what it is meant for. */
  isDue(sealed: number): boolean {
    return sealed >= this.#limit;
  }

  /**
   * A rotation seals each record again, with up to as many shards of the head. Where that is most of what a barrier key is meant for,
   * the next one would be due at once, or none would end.
   *
   * @param records All that the store holds.
   * @throws VaultError `BarrierKeyExhausted`: no rotation is begun.
   */
  requireRoomFor(records: number): void {
    if (records <= this.#limit / 4) return;
    throw new VaultError(
      'BarrierKeyExhausted',
      `No rotation was begun: the store holds ${records} records, which is too many for limits.recordsPerBarrierKey of ${this.#limit}. ` +
        `Open the vault with at least four times as many as there are records; the default is ${defaultLimits.recordsPerBarrierKey}.`,
    );
  }

  /** True if no more can be counted, so that whoever seals next is refused. */
  isExhausted(sealed: number): boolean {
    return sealed + this.#ahead + 1 > this.#most;
  }

  /** How many records may be sealed under this barrier key, which is the newest, without counting. */
  leftOf(barrier: number): number {
    return barrier === this.#barrier ? this.#left : 0;
  }

  /** One record was sealed; below none there are those by which more are asked for. */
  take(barrier: number): void {
    this.#left = this.leftOf(barrier) - 1;
    this.#barrier = barrier;
  }

  /** The epoch has counted so many more for this process. */
  grant(barrier: number, records: number): void {
    this.#left = this.leftOf(barrier) + records;
    this.#barrier = barrier;
  }

  /** What was counted for this process is another's, too. */
  forget(): void {
    this.#left = 0;
  }

  /** How many more to count with a commit that is being made, so that the next ones need not. Near the end: none. */
  refill(barrier: number, sealed: number): number {
    const left = this.leftOf(barrier);
    return left < this.#ahead / 2 && !this.isExhausted(sealed) ? this.#ahead - left : 0;
  }

  /**
   * How many more to count so that a commit can be made, with the epoch that says so.
   *
   * @throws VaultError `BarrierKeyExhausted`.
   */
  refillNow(barrier: number, sealed: number): number {
    if (!this.isExhausted(sealed)) return this.#ahead + 1 - this.leftOf(barrier);
    throw new VaultError(
      'BarrierKeyExhausted',
      `Nothing more is written: ${sealed} records were sealed under one barrier key, about twice as many as it is meant for. ` +
        'Rotate it (vault.administration.rotateBarrierKey()); the audit log says why the vault could not do so by itself.',
    );
  }

  get #most(): number {
    return 2 * this.#limit;
  }
}
