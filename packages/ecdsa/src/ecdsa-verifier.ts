import { VaultError, type Signer, type Verifier } from '@chatelaine/core';
import type { Curve } from './curve.ts';
import type { MessageType, VerifyingKey } from './ecdsa-provider.ts';
import { readSignature } from './signature.ts';

/** What holds for all keys of a spec. */
export interface EcdsaRules {
  readonly curve: Curve;
  readonly execution: Signer['execution'];
  readonly signingAlgorithms: readonly [string];
  /** Take signatures with the higher of the two values of s, too, where low S is the rule. */
  readonly acceptHighS: boolean;
}

/** Checks signatures of one key. */
export class EcdsaVerifier implements Verifier {
  readonly execution: Signer['execution'];
  readonly signingAlgorithms: readonly [string];
  readonly #rules: EcdsaRules;
  readonly #key: VerifyingKey;

  constructor(rules: EcdsaRules, key: VerifyingKey) {
    this.execution = rules.execution;
    this.signingAlgorithms = rules.signingAlgorithms;
    this.#rules = rules;
    this.#key = key;
  }

  digestLength(algorithm: string): number | undefined {
    const { bytes, signingAlgorithm } = this.#rules.curve;
    return algorithm === signingAlgorithm ? bytes : undefined;
  }

  verify(
    algorithm: string,
    messageType: MessageType,
    message: Uint8Array,
    signature: Uint8Array,
  ): boolean | Promise<boolean> {
    const { curve, acceptHighS } = this.#rules;
    requireSignable(curve, algorithm, messageType, message);
    const read = readSignature(curve, signature, acceptHighS);
    return read !== undefined && this.#key.verify(messageType, message, read);
  }
}

/** @throws VaultError `InvalidArgument` unless keys on `curve` sign such messages with `algorithm`. */
export function requireSignable(curve: Curve, algorithm: string, messageType: MessageType, message: Uint8Array): void {
  const { keySpec, signingAlgorithm, bytes } = curve;
  if (algorithm !== signingAlgorithm) {
    throw new VaultError('InvalidArgument', `Keys of ${keySpec} sign with ${signingAlgorithm} only.`);
  }
  if (messageType === 'DIGEST' && message.length !== bytes) {
    throw new VaultError('InvalidArgument', `${signingAlgorithm} signs digests of ${bytes} bytes; this has others.`);
  }
  if (messageType !== 'DIGEST' && messageType !== 'RAW') {
    throw new VaultError('InvalidArgument', 'The message type is RAW or DIGEST.');
  }
}
