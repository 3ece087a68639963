import { VaultError, type LoadedKey, type Signer } from '@chatelaine/core';
import { MlDsaVerifier } from './ml-dsa-verifier.ts';
import type { ParameterSet } from './parameter-sets.ts';
import type { PrivateKey } from './providers/provider.ts';
import { requireWholeMessage } from './signing-algorithm.ts';

/** A version of an ML-DSA key that is ready for use. */
export class LoadedMlDsaKey extends MlDsaVerifier implements LoadedKey, Signer {
  override readonly execution: Signer['execution'] = Object.freeze({ sign: 'pool', verify: 'pool' });
  #key: PrivateKey | undefined;

  constructor(set: ParameterSet, key: PrivateKey) {
    super(set, key.publicKey);
    this.#key = key;
  }

  get signer(): Signer {
    return this;
  }

  async sign(algorithm: string, messageType: 'RAW' | 'DIGEST', message: Uint8Array): Promise<Uint8Array> {
    requireWholeMessage(algorithm, messageType);
    if (this.#key === undefined) throw new VaultError('Internal', 'An ML-DSA key was used after it was disposed.');
    return this.#key.sign(message);
  }

  dispose(): void {
    this.#key?.dispose();
    this.#key = undefined;
  }
}
