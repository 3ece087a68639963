import type { JobName, JobReport, JobRequest, RunDueJobsResponse } from '@chatelaine/core';
import { isoTime } from '../keys/iso-time.ts';
import { jobPrefix } from '../storage/record-path.ts';
import type { RecordReader } from '../storage/record-reader.ts';
import type { VaultTime } from '../time/vault-time.ts';
import { decodeJob, type Job, jobPath } from './job.ts';
import { outcomeOf } from './outcome.ts';
import { type Failure, failureAfter } from './retry.ts';

const jobsPerPage = 100;
const mostJobs = 1_000;

/** What can't be undone goes by the trusted time. */
const irreversible: ReadonlySet<JobName> = new Set<JobName>(['destroyKey']);

/** After these there is no point in trying the next job. */
const ends: ReadonlySet<string> = new Set(['StoreUnavailable', 'OutcomeUnknown', 'AuditUnavailable', 'VaultClosed']);

/** Finds scheduled work that is due, and runs each piece as an operation of its own. */
export class JobRunner {
  readonly #reader: RecordReader;
  readonly #time: VaultTime;
  readonly #runJob: (operation: JobName, request: JobRequest) => Promise<unknown>;
  #failures: ReadonlyMap<string, Failure> = new Map();
  #running: Promise<unknown> = Promise.resolve();

  constructor(
    reader: RecordReader,
    time: VaultTime,
    runJob: (operation: JobName, request: JobRequest) => Promise<unknown>,
  ) {
    this.#reader = reader;
    this.#time = time;
    this.#runJob = runJob;
  }

  /** True if there is something that `run` would try. */
  async hasDue(): Promise<boolean> {
    await this.#time.look();
    for await (const job of this.#due()) if (!this.#mustWait(job) && !this.#failedLately(job)) return true;
    return false;
  }

  /** Runs what is due, one after the other; runs of one process don't overlap. */
  run(closing: AbortSignal): Promise<RunDueJobsResponse> {
    const run = this.#running.then(() => this.#runAll(closing));
    this.#running = run.catch(() => undefined);
    return run;
  }

  async #runAll(closing: AbortSignal): Promise<RunDueJobsResponse> {
    await this.#time.look();
    const jobs: JobReport[] = [];
    const failures = new Map<string, Failure>();
    let waiting = 0;
    let more = false;
    for await (const job of this.#due()) {
      const path = jobPath(job);
      const failed = this.#failures.get(path);
      if (this.#mustWait(job)) waiting += 1;
      else if (failed !== undefined && this.#failedLately(job)) failures.set(path, failed);
      else if (closing.aborted || jobs.length === mostJobs) more = true;
      else {
        const outcome = await outcomeOf(() => this.#runJob(job.operation, { keyId: job.keyId, dueAt: job.dueAt }));
        if (outcome !== 'JobNotFound') jobs.push({ ...job, dueAt: isoTime(job.dueAt), outcome });
        if (outcome !== 'JobNotFound' && outcome !== 'success')
          failures.set(path, failureAfter(failed, this.#time.monotonic()));
        more = ends.has(outcome);
      }
      if (more) break;
    }
    // What was not come to keeps its place.
    this.#failures = more ? new Map([...this.#failures, ...failures]) : failures;
    return { jobs, more, waiting };
  }

  #mustWait({ operation, dueAt }: Job): boolean {
    return irreversible.has(operation) && dueAt > this.#time.trusted;
  }

  #failedLately(job: Job): boolean {
    const failure = this.#failures.get(jobPath(job));
    return failure !== undefined && this.#time.monotonic() < failure.retryAt;
  }

  async *#due(): AsyncGenerator<Job> {
    const now = this.#time.now();
    let after: string | undefined;
    for (;;) {
      const page = await this.#reader.list(jobPrefix, after, jobsPerPage);
      for (const { path, content } of page) {
        const job = decodeJob(content);
        if (job.dueAt > now) return;
        yield job;
        after = path;
      }
      if (page.length < jobsPerPage) return;
    }
  }
}
