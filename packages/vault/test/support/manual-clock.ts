import type { Clock } from '@chatelaine/vault';

/** A clock that goes when a test says so. */
export class ManualClock implements Clock {
  #elapsed = 0;

  /** Milliseconds. */
  advance(milliseconds: number): void {
    this.#elapsed += milliseconds;
  }

  now(): number {
    return Date.UTC(2026, 0, 1) + this.#elapsed;
  }

  monotonic(): number {
    return this.#elapsed;
  }
}
