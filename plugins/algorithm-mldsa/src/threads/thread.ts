import { Worker } from 'node:worker_threads';
import { VaultError } from '@chatelaine/core';
import type { PrimitiveName } from '../primitives/primitive.ts';
import { buffersOf } from './buffers.ts';
import type { Reply, Request, TaskName, TaskOf, Tasks, ThreadData } from './tasks.ts';

interface Pending {
  readonly resolve: (output: never) => void;
  readonly reject: (error: VaultError) => void;
}

/** A thread that computes, as the vault's thread sees it. It keeps the process alive only while it is asked for something. */
export class Thread {
  /** Numbers of the keys that it holds. */
  readonly keys: Set<number> = new Set();
  readonly #worker: Worker;
  readonly #pending = new Map<number, Pending>();
  #next = 0;

  /** @param ended Told once, when the thread has ended, for whatever reason; its tasks have been rejected then. */
  constructor(primitive: PrimitiveName, ended: () => void) {
    const workerData: ThreadData = { primitive };
    this.#worker = new Worker(new URL(import.meta.resolve('#thread')), { workerData, execArgv: [], env: {} });
    this.#worker.unref();
    this.#worker.on('message', (reply: Reply) => this.#settle(reply));
    let cause: unknown;
    this.#worker.on('error', (error) => (cause = error));
    this.#worker.on('exit', () => {
      this.#fail(cause);
      ended();
    });
  }

  /** How many tasks it has not finished. */
  get load(): number {
    return this.#pending.size;
  }

  /** @param given Arrays of the task that are handed over, and are empty here afterwards. */
  run<Name extends TaskName>(task: TaskOf<Name>, given: readonly Uint8Array[]): Promise<Tasks[Name]['output']> {
    const id = (this.#next += 1);
    this.#worker.ref();
    return new Promise((resolve, reject) => {
      this.#pending.set(id, { resolve, reject });
      this.#send({ id, task } as Request, given);
    });
  }

  forget(key: number): void {
    if (this.keys.delete(key)) this.#send({ forget: key }, []);
  }

  /** Ends it; what it has not finished is rejected. */
  async end(): Promise<void> {
    await this.#worker.terminate();
  }

  #send(request: Request, given: readonly Uint8Array[]): void {
    this.#worker.postMessage(request, buffersOf(given));
  }

  #settle(reply: Reply): void {
    const pending = this.#pending.get(reply.id);
    this.#pending.delete(reply.id);
    if (this.#pending.size === 0) this.#worker.unref();
    if ('problem' in reply) {
      pending?.reject(new VaultError('Internal', `ML-DSA could not be computed: ${reply.problem}.`));
    } else {
      pending?.resolve(reply.output as never);
    }
  }

  #fail(cause: unknown): void {
    const error = new VaultError(
      'Internal',
      'The thread that computes ML-DSA ended before it had answered. Try again: another one takes its place.',
      { cause },
    );
    for (const { reject } of this.#pending.values()) reject(error);
    this.#pending.clear();
  }
}
