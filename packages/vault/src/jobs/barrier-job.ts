import type { JobReport } from '@chatelaine/core';
import type { Clock } from '../configuration/clock.ts';
import { isoTime } from '../keys/iso-time.ts';
import type { BarrierRotation } from '../storage/barrier-rotation.ts';
import { outcomeOf } from './outcome.ts';
import { type Failure, failureAfter } from './retry.ts';

/** A rotation that another process has begun is left to it for so long. */
const patience = 600_000;

/** What the work on the barrier needs. */
export interface BarrierJobParts {
  readonly rotation: BarrierRotation;
  readonly clock: Clock;
  /** Whether other processes may have the store open. */
  readonly shared: boolean;
  /** Runs the operation `rotateDueBarrierKey`. */
  readonly operation: () => Promise<unknown>;
  /** Aborted when the vault closes. */
  readonly closing: AbortSignal;
}

/**
 * Has barrier keys rotated that have sealed what they are meant for, and rotations ended that nobody ends. No record says that
 * this is due: the epoch and the keyring do.
 */
export class BarrierJob {
  readonly #parts: BarrierJobParts;
  #failure: Failure | undefined;
  #underWay: Promise<JobReport | undefined> | undefined;
  #unfinished: { readonly barrier: number; readonly seenAt: number } | undefined;

  constructor(parts: BarrierJobParts) {
    this.#parts = parts;
  }

  /** Begins if there is something to do; nobody waits for it. */
  start(): void {
    void this.run();
  }

  /** Does what there is to do; `undefined` if that is nothing, or under way, or has failed a moment ago. */
  async run(): Promise<JobReport | undefined> {
    if (this.#underWay !== undefined || !this.#isDue()) return undefined;
    this.#underWay = this.#attempt();
    try {
      return await this.#underWay;
    } finally {
      this.#underWay = undefined;
    }
  }

  #isDue(): boolean {
    const { rotation, clock, closing } = this.#parts;
    const { due } = rotation;
    if (due !== 'end') this.#unfinished = undefined;
    if (due === undefined || closing.aborted) return false;
    if (this.#failure !== undefined && clock.monotonic() < this.#failure.retryAt) return false;
    return due === 'rotation' || this.#isAbandoned();
  }

  #isAbandoned(): boolean {
    const { rotation, clock, shared } = this.#parts;
    const { newestBarrier: barrier } = rotation;
    if (this.#unfinished?.barrier !== barrier) this.#unfinished = { barrier, seenAt: clock.monotonic() };
    return !shared || clock.monotonic() >= this.#unfinished.seenAt + patience;
  }

  async #attempt(): Promise<JobReport | undefined> {
    const { clock, operation } = this.#parts;
    const dueAt = isoTime(clock.now());
    // Whoever commits should not find this in the middle of it.
    await Promise.resolve();
    const outcome = await outcomeOf(operation);
    // Another process was first.
    const isDone = outcome === 'JobNotFound';
    this.#failure = isDone || outcome === 'success' ? undefined : failureAfter(this.#failure, clock.monotonic());
    return isDone ? undefined : { operation: 'rotateDueBarrierKey', dueAt, outcome };
  }
}
