import type { KeyObject } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { SigningThread } from './signing-thread.ts';

/**
 * The threads for private operations on blocks, which signatures of digests need: the thread pool of Node signs only
 * what it has hashed itself, and `privateEncrypt` blocks the thread that calls it. The first starts with the first
 * signature, another one when all are busy.
 */
export class SigningThreads {
  readonly #limit: number;
  #threads: readonly SigningThread[] = [];

  /** @param limit How many there may be: by default as many as the thread pool of Node has, or there are processors. */
  constructor(limit: number = Math.min(4, availableParallelism())) {
    this.#limit = limit;
  }

  /** RSASP1 (RFC 8017 §5.2.1) of `block`, which is as long as the modulus. */
  run(block: Uint8Array, key: KeyObject): Promise<Uint8Array> {
    this.#threads = this.#threads.filter(({ ended }) => !ended);
    const idlest = this.#threads.toSorted((one, other) => one.waiting - other.waiting)[0];
    if (idlest !== undefined && (idlest.waiting === 0 || this.#threads.length >= this.#limit)) {
      return idlest.run(block, key);
    }
    const thread = new SigningThread();
    this.#threads = [...this.#threads, thread];
    return thread.run(block, key);
  }

  /** Ends all of them, after what they are doing. The next signature starts one again. */
  stop(): void {
    for (const thread of this.#threads) thread.stop();
    this.#threads = [];
  }
}
