import type { JobRunner } from './job-runner.ts';

const interval = 60_000;

/** Runs what is due once a minute, without keeping the process alive. What fails is in the audit log and tried again. */
export class JobTimer {
  readonly #runner: JobRunner;
  readonly #run: () => object | Promise<object>;
  readonly #timer: NodeJS.Timeout;
  #ticking: Promise<void> | undefined;

  constructor(runner: JobRunner, run: () => object | Promise<object>) {
    this.#runner = runner;
    this.#run = run;
    this.#timer = setInterval(() => this.#tick(), interval);
    this.#timer.unref();
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.#ticking;
  }

  #tick(): void {
    this.#ticking ??= this.#runDue().finally(() => {
      this.#ticking = undefined;
    });
  }

  // A minute in which nothing is due leaves no trace in the audit log.
  async #runDue(): Promise<void> {
    try {
      if (await this.#runner.hasDue()) await this.#run();
    } catch {
      // The next minute tries again.
    }
  }
}
