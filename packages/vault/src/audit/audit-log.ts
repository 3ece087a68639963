import { type AuditEvent, type AuditLevel, auditLevels, type AuditSink, VaultError } from '@chatelaine/core';
import type { Clock } from '../configuration/clock.ts';

/** An event that may still change: an outcome joins its intent as long as the intent was not written. */
export type PendingEvent = { -readonly [Member in keyof AuditEvent]: AuditEvent[Member] };

/** What an operation may use, or be allowed by, in the end. */
export type EventChanges = Partial<Pick<AuditEvent, 'keyId' | 'destination' | 'decision'>>;

const longestWaitMilliseconds = 50;
/** So many events may wait; half of them are written early, so that a busy caller seldom has to wait. */
const mostWaiting = 1_000;
const writeEarlyAt = 500;

/**
 * Queues events and writes them in order and in batches to all sinks. At most 1,000 events or 50 ms of events are in
 * memory only; at `written` and `synced` an operation waits until its intent has come that far.
 */
export class AuditLog {
  readonly #sinks: readonly AuditSink[];
  readonly #process: string;
  readonly #clock: Clock;
  #queue: PendingEvent[] = [];
  /** Events that are being written, or whose writing failed. */
  #batch: readonly PendingEvent[] = [];
  /** The sinks that have the batch already. */
  readonly #served = new Set<AuditSink>();
  #added = 0;
  #written = 0;
  /** Intents up to this sequence can't be changed any more. */
  #takenThrough = 0;
  #writing: Promise<void> | undefined;
  #syncing: Promise<{ readonly cause: unknown } | undefined> | undefined;
  /** Why the batch could not be written. */
  #failure: { readonly cause: unknown } | undefined;
  #timer: NodeJS.Timeout | undefined;
  #sequence = 0;
  #time = '';
  #timeOf = Number.NaN;
  #firstAt = 0;

  constructor(sinks: readonly AuditSink[], process: string, clock: Clock) {
    this.#sinks = sinks;
    this.#process = process;
    this.#clock = clock;
  }

  /**
   * `undefined` if an event may be added now; a promise if the log must first be written.
   *
   * @throws VaultError `AuditUnavailable` (as a rejection) if it can't be.
   */
  ready(): Promise<void> | undefined {
    if (this.#failure === undefined && this.#added - this.#written < mostWaiting) return undefined;
    return this.flush('written');
  }

  /** Adds an intent. Its outcome is told with `outcome()`. `now`: milliseconds since 1970. */
  intent(event: PendingEvent, now: number): PendingEvent {
    this.#sequence += 1;
    return this.#add('intent', this.#sequence, event, now);
  }

  /** Adds an event that has no second half: a denial. */
  complete(event: PendingEvent, outcome: string, now: number): void {
    this.#sequence += 1;
    event.outcome = outcome;
    this.#add('complete', this.#sequence, event, now);
  }

  /**
   * Tells how an operation ended: on its intent if that was not written yet, else as an event of its own.
   *
   * @param changes What is known better at the end than it was in the intent.
   */
  outcome(intent: PendingEvent, outcome: string, changes?: EventChanges): void {
    if (intent.phase === 'complete') return;
    const isWaiting = intent.sequence > this.#takenThrough;
    const event = isWaiting ? intent : { ...intent };
    if (changes !== undefined) Object.assign(event, changes);
    event.outcome = outcome;
    if (isWaiting) intent.phase = 'complete';
    else this.#add('outcome', intent.sequence, event, this.#clock.now());
  }

  /**
   * Resolves when all events so far have come this far.
   *
   * @throws VaultError `AuditUnavailable` (as a rejection).
   */
  async flush(level: AuditLevel): Promise<void> {
    if (level === 'accepted') return;
    const target = this.#added;
    while (this.#written < target || this.#failure !== undefined) {
      const under = this.#writing;
      await (under ?? this.#write());
      // A failure of somebody else's write is worth one try of our own.
      if (under === undefined && this.#failure !== undefined) throw unavailable(this.#failure.cause);
    }
    if (auditLevels.indexOf(level) >= auditLevels.indexOf('synced')) await this.#sync();
  }

  /** Writes and syncs what there is. */
  async close(): Promise<void> {
    clearTimeout(this.#timer);
    await this.flush('synced');
  }

  #add(phase: AuditEvent['phase'], sequence: number, pending: PendingEvent, now: number): PendingEvent {
    if (now !== this.#timeOf) {
      this.#timeOf = now;
      this.#time = new Date(now).toISOString();
    }
    pending.phase = phase;
    pending.sequence = sequence;
    pending.time = this.#time;
    pending.process = this.#process;
    if (this.#sinks.length === 0) {
      pending.phase = 'complete';
      return pending;
    }
    if (this.#queue.length === 0) this.#begin(now);
    this.#queue.push(pending);
    this.#added += 1;
    // A caller that never yields to timers still gets its events written in time.
    if (this.#queue.length >= writeEarlyAt || now - this.#firstAt >= longestWaitMilliseconds) this.#writeQuietly();
    return pending;
  }

  #begin(now: number): void {
    this.#firstAt = now;
    this.#writeSoon();
  }

  #writeSoon(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#writeQuietly();
    }, longestWaitMilliseconds);
  }

  #writeQuietly(): void {
    if (this.#writing === undefined && this.#failure === undefined) void this.#write();
  }

  #write(): Promise<void> {
    this.#writing = this.#afterSync().finally(() => {
      this.#writing = undefined;
      // The timer of events that came meanwhile may have found the log busy.
      if (this.#queue.length > 0) this.#writeSoon();
    });
    return this.#writing;
  }

  // A sink's calls never overlap.
  async #afterSync(): Promise<void> {
    await this.#syncing;
    await this.#writeNow();
  }

  async #writeNow(): Promise<void> {
    if (this.#batch.length === 0) {
      this.#batch = this.#queue;
      this.#queue = [];
      this.#takenThrough = this.#sequence;
      this.#served.clear();
    }
    try {
      for (const sink of this.#sinks) {
        if (!this.#served.has(sink)) await sink.write(this.#batch);
        this.#served.add(sink);
      }
      this.#written += this.#batch.length;
      this.#batch = [];
      this.#failure = undefined;
    } catch (cause) {
      this.#failure = { cause };
    }
  }

  // A sync that is under way may have begun before the newest write ended, so it is waited for and not joined.
  async #sync(): Promise<void> {
    await this.#syncing;
    while (this.#writing !== undefined) await this.#writing;
    this.#syncing ??= this.#syncNow().finally(() => {
      this.#syncing = undefined;
    });
    const failure = await this.#syncing;
    if (failure !== undefined) throw unavailable(failure.cause);
  }

  async #syncNow(): Promise<{ readonly cause: unknown } | undefined> {
    try {
      for (const sink of this.#sinks) await sink.sync();
      return undefined;
    } catch (cause) {
      return { cause };
    }
  }
}

function unavailable(cause: unknown): VaultError {
  return new VaultError(
    'AuditUnavailable',
    'The audit log can not be written, so nothing was run. Make room or repair it; the next operation tries again.',
    { cause },
  );
}
