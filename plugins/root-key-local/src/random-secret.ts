import { SecretBytes } from '@chatelaine/core';
import type { RootSecret } from './root-secret.ts';

const none: Uint8Array = new Uint8Array(0);

/** 32 random bytes. A file and the environment share the method, so that a key can move from one to the other. */
export class RandomSecret implements RootSecret {
  readonly method = 1;
  readonly parameterLength = 0;
  readonly #key: SecretBytes;

  /** Overwrites `key`. */
  constructor(key: Uint8Array) {
    this.#key = SecretBytes.take(key);
  }

  newParameters(): Uint8Array {
    return none;
  }

  async rootKey(): Promise<Uint8Array> {
    return this.#key.use((bytes) => new Uint8Array(bytes));
  }

  dispose(): void {
    this.#key.dispose();
  }
}
