import type { Clock } from '@chatelaine/vault';

/** A clock that goes when a test says so. */
export class ManualClock implements Clock {
  #elapsed = 0;
  #jumped = 0;

  /** Milliseconds. */
  advance(milliseconds: number): void {
    this.#elapsed += milliseconds;
  }

  /** Puts the clock forward or back without time going by. */
  jump(milliseconds: number): void {
    this.#jumped += milliseconds;
  }

  now(): number {
    return Date.UTC(2026, 0, 1) + this.#elapsed + this.#jumped;
  }

  monotonic(): number {
    return this.#elapsed;
  }
}
