import { createHmac, createSecretKey, type KeyObject } from 'node:crypto';
import { VaultError, type LoadedKey, type Mac } from '@chatelaine/core';
import type { HmacSpec } from './hmac-specs.ts';

const inline: Mac['execution'] = Object.freeze({ generate: 'inline' });

/** A version of an HMAC key that is ready for use. */
export class LoadedHmacKey implements LoadedKey, Mac {
  readonly execution: Mac['execution'] = inline;
  readonly macAlgorithm: string;
  readonly #hash: string;
  #key: KeyObject | undefined;

  constructor(material: Uint8Array, spec: HmacSpec) {
    this.macAlgorithm = spec.macAlgorithm;
    this.#hash = spec.hash;
    this.#key = createSecretKey(material);
  }

  get mac(): Mac {
    return this;
  }

  generate(message: Uint8Array): Uint8Array {
    if (this.#key === undefined) throw new VaultError('Internal', 'An HMAC key was used after it was disposed.');
    return new Uint8Array(createHmac(this.#hash, this.#key).update(message).digest());
  }

  /** OpenSSL overwrites the key when the runtime collects the `KeyObject`. */
  dispose(): void {
    this.#key = undefined;
  }
}
