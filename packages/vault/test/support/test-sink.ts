import type { AuditEvent, AuditSink } from '@chatelaine/core';

/** A sink that does what a test says: works, fails, or waits. */
export class TestSink implements AuditSink {
  readonly events: AuditEvent[] = [];
  readonly calls: string[] = [];
  failure: Error | undefined;
  syncFailure: Error | undefined;
  #gate: Promise<void> | undefined;
  #open: (() => void) | undefined;
  #running = 0;

  /** Writes wait from now on. */
  hold(): void {
    this.#gate = new Promise((open) => (this.#open = open));
  }

  release(): void {
    this.#gate = undefined;
    this.#open?.();
  }

  async write(events: readonly AuditEvent[]): Promise<void> {
    await this.#alone('write', async () => {
      await this.#gate;
      if (this.failure !== undefined) throw this.failure;
      this.events.push(...events.map((event) => ({ ...event })));
    });
  }

  async sync(): Promise<void> {
    await this.#alone('sync', () =>
      this.syncFailure === undefined ? Promise.resolve() : Promise.reject(this.syncFailure),
    );
  }

  async close(): Promise<void> {
    await this.#alone('close', () => Promise.resolve());
  }

  // Calls of a sink never overlap.
  async #alone(name: string, run: () => Promise<void>): Promise<void> {
    this.calls.push(name);
    this.#running += 1;
    if (this.#running > 1) this.calls.push('overlap');
    try {
      await run();
    } finally {
      this.#running -= 1;
    }
  }
}
