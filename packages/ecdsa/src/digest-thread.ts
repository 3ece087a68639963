import { Worker } from 'node:worker_threads';
import { VaultError } from '@chatelaine/core';

interface Pending {
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: VaultError) => void;
}

/** The thread is kept so long for the next digest. */
const idleMilliseconds = 10_000;

const startWorker = (): Worker => new Worker(new URL('../worker/digests.mjs', import.meta.url), { execArgv: [] });

/**
 * Signs and verifies digests in a thread of its own, in JavaScript: node:crypto hashes whatever it signs with ECDSA.
 * The thread starts with the first digest, ends when there was none for a while, and keeps no process alive that waits
 * for nothing.
 */
export class DigestThread {
  readonly #start: () => Worker;
  readonly #idleMilliseconds: number;
  readonly #pending: Map<number, Pending> = new Map();
  #worker: Worker | undefined;
  #idle: NodeJS.Timeout | undefined;
  #lastId = 0;

  constructor(start: () => Worker = startWorker, idle: number = idleMilliseconds) {
    this.#start = start;
    this.#idleMilliseconds = idle;
  }

  /** r ‖ s. `scalar` goes to the thread, which overwrites it: afterwards it is empty here. */
  async sign(curve: string, scalar: Uint8Array<ArrayBuffer>, digest: Uint8Array): Promise<Uint8Array> {
    const signature = await this.#run({ curve, scalar, digest: new Uint8Array(digest) }, [scalar.buffer]);
    if (signature instanceof Uint8Array) return signature;
    throw new VaultError('Internal', 'The digest could not be signed.');
  }

  async verify(curve: string, point: Uint8Array, digest: Uint8Array, signature: Uint8Array): Promise<boolean> {
    return (await this.#run({ curve, point, digest: new Uint8Array(digest), signature }, [])) === true;
  }

  #run(job: Readonly<Record<string, unknown>>, transfer: readonly ArrayBuffer[]): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const worker = this.#awake();
      this.#lastId += 1;
      this.#pending.set(this.#lastId, { resolve, reject });
      worker.postMessage({ id: this.#lastId, job }, transfer);
    });
  }

  #awake(): Worker {
    clearTimeout(this.#idle);
    this.#worker ??= this.#watched(this.#start());
    this.#worker.ref();
    return this.#worker;
  }

  #watched(worker: Worker): Worker {
    worker.on('message', ({ id, result }: { readonly id: number; readonly result?: unknown }) => {
      const pending = this.#pending.get(id);
      this.#pending.delete(id);
      if (this.#pending.size === 0) this.#rest(worker);
      pending?.resolve(result);
    });
    // An error is followed by the exit.
    worker.on('error', () => undefined);
    worker.on('exit', () => this.#ended(worker));
    return worker;
  }

  #rest(worker: Worker): void {
    worker.unref();
    this.#idle = setTimeout(() => {
      this.#worker = undefined;
      void worker.terminate();
    }, this.#idleMilliseconds).unref();
  }

  #ended(worker: Worker): void {
    if (this.#worker !== worker) return;
    this.#worker = undefined;
    const lost = [...this.#pending.values()];
    this.#pending.clear();
    for (const { reject } of lost) {
      reject(new VaultError('Internal', 'The thread that signs and verifies digests ended before it answered.'));
    }
  }
}
