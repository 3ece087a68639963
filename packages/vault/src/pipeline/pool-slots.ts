import { type Execution, VaultError } from '@chatelaine/core';
import type { Services } from '../services.ts';
import type { Call } from './call.ts';

/** Ends the first run of an operation that can't have a slot yet; the pipeline waits for one and begins again. */
export class SlotNeeded extends Error {}

/** Thrown again and again: to collect a stack for each would cost more than to decide again. */
const slotNeeded = new SlotNeeded();

interface Waiting {
  readonly go: () => void;
  readonly fail: (error: VaultError) => void;
}

/**
 * Bounds the work that goes to the pool of threads, so that a burst of it neither fills memory nor keeps the host's own
 * work from the pool. One operation has one slot from its first call of a method that runs in the pool until it ends.
 * Those that find none wait in the order in which they came, up to a number; more are refused.
 */
export class PoolSlots {
  readonly #mostWaiting: number;
  readonly #closing: AbortSignal;
  /** In order. While anybody waits, no slot is free: one that is given back goes to the first. */
  readonly #waiting = new Set<Waiting>();
  #free: number;

  /**
   * @param slots How many operations run at once.
   * @param mostWaiting How many wait.
   * @param closing Ends the waiting of all.
   */
  constructor(slots: number, mostWaiting: number, closing: AbortSignal) {
    this.#free = slots;
    this.#mostWaiting = mostWaiting;
    this.#closing = closing;
    closing.addEventListener('abort', () => {
      for (const { fail } of this.#waiting) fail(closed());
      this.#waiting.clear();
    });
  }

  /** Takes a slot if one is free. Whoever has one gives it back with `release`, once. */
  take(): boolean {
    if (this.#free === 0) return false;
    this.#free -= 1;
    return true;
  }

  /**
   * Takes a slot as soon as one is free.
   *
   * @throws VaultError `TooBusy` if too many wait already; `VaultClosed` (both as a rejection).
   */
  wait(): Promise<void> {
    if (this.take()) return Promise.resolve();
    if (this.#closing.aborted) return Promise.reject(closed());
    if (this.#waiting.size >= this.#mostWaiting) return Promise.reject(tooBusy(this.#mostWaiting));
    return new Promise((go, fail) => this.#waiting.add({ go, fail }));
  }

  release(): void {
    const [first] = this.#waiting;
    if (first === undefined) {
      this.#free += 1;
      return;
    }
    this.#waiting.delete(first);
    first.go();
  }
}

/**
 * Stands before every call of a method of an algorithm that may run in the pool: takes a slot for the operation, unless
 * it has one, and has it own its bytes. Work on the calling thread needs neither.
 *
 * @throws SlotNeeded for the pipeline.
 */
export function admit(call: Call<unknown>, execution: Execution, { slots }: Services): void {
  if (execution === 'inline') return;
  call.ownBytes();
  if (call.hasSlot) return;
  if (!slots.take()) throw slotNeeded;
  call.hasSlot = true;
}

function tooBusy(waiting: number): VaultError {
  return new VaultError(
    'TooBusy',
    `${waiting} operations wait for the pool of threads already, so this one was not run. Try again a little later; ` +
      'the host sets limits.pooledOperations and limits.waitingOperations.',
  );
}

function closed(): VaultError {
  return new VaultError('VaultClosed', 'The vault was closed while the operation waited for the pool of threads.');
}
