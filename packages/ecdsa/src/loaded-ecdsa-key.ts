import type { LoadedKey, Signer } from '@chatelaine/core';
import type { MessageType, SigningKey } from './ecdsa-provider.ts';
import { type EcdsaRules, EcdsaVerifier, requireSignable } from './ecdsa-verifier.ts';

/** A version of an ECDSA key that is ready for use. */
export class LoadedEcdsaKey extends EcdsaVerifier implements LoadedKey, Signer {
  readonly #rules: EcdsaRules;
  readonly #key: SigningKey;

  constructor(rules: EcdsaRules, key: SigningKey) {
    super(rules, key);
    this.#rules = rules;
    this.#key = key;
  }

  get signer(): Signer {
    return this;
  }

  sign(algorithm: string, messageType: MessageType, message: Uint8Array): Uint8Array | Promise<Uint8Array> {
    requireSignable(this.#rules.curve, algorithm, messageType, message);
    return this.#key.sign(messageType, message);
  }

  dispose(): void {
    this.#key.dispose();
  }
}
