import { hash, randomFillSync } from 'node:crypto';
import { VaultError } from '@chatelaine/core';
import {
  type EcdsaSignature,
  encodeSignature,
  type MessageType,
  secp256k1,
  type SigningKey,
  type VerifyingKey,
} from '@chatelaine/ecdsa';
import type { Libsecp256k1 } from './libsecp256k1.ts';

export class Libsecp256k1VerifyingKey implements VerifyingKey {
  readonly #library: Libsecp256k1;
  readonly #point: Uint8Array;

  constructor(library: Libsecp256k1, point: Uint8Array) {
    this.#library = library;
    this.#point = point;
  }

  verify(messageType: MessageType, message: Uint8Array, { numbers }: EcdsaSignature): boolean {
    return this.#library.verify(digestOf(messageType, message), this.#point, numbers);
  }
}

/** Signs hedged: the nonce comes from the key, the digest and fresh random bytes, so that neither alone has to be relied on. */
export class Libsecp256k1SigningKey extends Libsecp256k1VerifyingKey implements SigningKey {
  readonly #library: Libsecp256k1;
  readonly #entropy: Uint8Array = new Uint8Array(32);
  #scalar: Uint8Array | undefined;

  /** @param scalar Kept, and overwritten by `dispose`. */
  constructor(library: Libsecp256k1, scalar: Uint8Array, point: Uint8Array) {
    super(library, point);
    this.#library = library;
    this.#scalar = scalar;
  }

  sign(messageType: MessageType, message: Uint8Array): Uint8Array {
    if (this.#scalar === undefined) throw new VaultError('Internal', 'A key was used after it was disposed.');
    const entropy = randomFillSync(this.#entropy);
    return encodeSignature(secp256k1, this.#library.sign(digestOf(messageType, message), this.#scalar, entropy));
  }

  dispose(): void {
    this.#scalar?.fill(0);
    this.#scalar = undefined;
  }
}

function digestOf(messageType: MessageType, message: Uint8Array): Uint8Array {
  return messageType === 'DIGEST' ? message : hash(secp256k1.hash, message, 'buffer');
}
