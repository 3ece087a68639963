import type { Algorithm } from '@chatelaine/core';
import { testSigning } from './test-signing.ts';

interface Job {
  readonly done: (signature: unknown) => void;
  readonly fail: (error: Error) => void;
}

/** Signs in a pool that the test plays: each signature waits until the test gives it. The rest of TEST_SIGN is inline. */
export class HeldSigning {
  /** The messages that came to the pool, in order. */
  readonly started: string[] = [];
  /** The most that were in the pool at the same time. */
  most = 0;
  readonly #jobs: Job[] = [];

  get algorithm(): Algorithm {
    return {
      ...testSigning,
      load: async (...given) => {
        const loaded = await testSigning.load(...given);
        const { signer } = loaded;
        if (signer === undefined) return loaded;
        const execution = { sign: 'pool', verify: 'inline' } as const;
        const sign = (_algorithm: string, _type: string, message: Uint8Array) => this.#hold(message);
        return { ...loaded, signer: { ...signer, execution, sign } };
      },
    };
  }

  /** How many are in the pool. */
  get running(): number {
    return this.#jobs.length;
  }

  /** Ends the oldest job; without a signature it fails. */
  finish(signature: unknown = new Uint8Array(64).fill(7)): void {
    this.#jobs.shift()?.done(signature);
  }

  fail(): void {
    this.#jobs.shift()?.fail(new Error('The pool is broken.'));
  }

  #hold(message: Uint8Array): Promise<Uint8Array> {
    const text = Buffer.from(message).toString('latin1');
    return new Promise((done, fail) => {
      this.started.push(text);
      this.#jobs.push({ done: done as (signature: unknown) => void, fail });
      this.most = Math.max(this.most, this.#jobs.length);
    });
  }
}
