import { randomFillSync } from 'node:crypto';
import { type AlgorithmProvider, mixed } from '@chatelaine/core';
import {
  type EcdsaExecution,
  type EcdsaProvider,
  isScalar,
  secp256k1,
  type SigningKey,
  type VerifyingKey,
} from '@chatelaine/ecdsa';
import type { Libsecp256k1 } from './libsecp256k1.ts';
import { Libsecp256k1SigningKey, Libsecp256k1VerifyingKey } from './libsecp256k1-keys.ts';

/** ECDSA on secp256k1 by libsecp256k1. Nothing in it takes 0.2 ms, so that all of it is done on the calling thread. */
export class Libsecp256k1Provider implements EcdsaProvider {
  readonly curve: typeof secp256k1 = secp256k1;
  readonly execution: EcdsaExecution = Object.freeze({ generate: 'inline', sign: 'inline', verify: 'inline' });
  readonly description: AlgorithmProvider;
  readonly #library: Libsecp256k1;

  constructor(library: Libsecp256k1, description: AlgorithmProvider) {
    this.description = description;
    this.#library = library;
  }

  newKey<Made>(make: (scalar: Uint8Array, point: Uint8Array) => Made): Made {
    const scalar = new Uint8Array(this.curve.bytes);
    try {
      // FIPS 186-5 §A.2.2: others are drawn until one is in the range, which nearly all are.
      do mixed(randomFillSync(scalar));
      while (!isScalar(this.curve, scalar));
      return make(scalar, this.pointOf(scalar));
    } finally {
      scalar.fill(0);
    }
  }

  pointOf(scalar: Uint8Array): Uint8Array {
    return this.#library.pointOf(scalar);
  }

  signingKey(scalar: Uint8Array, point: Uint8Array): SigningKey {
    return new Libsecp256k1SigningKey(this.#library, new Uint8Array(scalar), new Uint8Array(point));
  }

  verifyingKey(point: Uint8Array): VerifyingKey | undefined {
    if (!this.#library.isPoint(point)) return undefined;
    return new Libsecp256k1VerifyingKey(this.#library, new Uint8Array(point));
  }
}
