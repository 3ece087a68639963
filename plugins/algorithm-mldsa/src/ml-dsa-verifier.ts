import type { Verifier } from '@chatelaine/core';
import type { ParameterSet } from './parameter-sets.ts';
import type { PublicKey } from './providers/provider.ts';
import { requireWholeMessage, signingAlgorithm } from './signing-algorithm.ts';

/** A public key that is ready to verify with. */
export class MlDsaVerifier implements Verifier {
  readonly execution: Verifier['execution'] = Object.freeze({ verify: 'pool' });
  readonly signingAlgorithms: Verifier['signingAlgorithms'] = Object.freeze<[string]>([signingAlgorithm]);
  readonly #set: ParameterSet;
  readonly #key: PublicKey;

  constructor(set: ParameterSet, key: PublicKey) {
    this.#set = set;
    this.#key = key;
  }

  digestLength(): undefined {
    return undefined;
  }

  async verify(
    algorithm: string,
    messageType: 'RAW' | 'DIGEST',
    message: Uint8Array,
    signature: Uint8Array,
  ): Promise<boolean> {
    requireWholeMessage(algorithm, messageType);
    return signature.length === this.#set.signatureBytes && this.#key.verify(message, signature);
  }
}
