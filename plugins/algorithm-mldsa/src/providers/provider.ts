import type { AlgorithmProvider } from '@chatelaine/core';
import type { ParameterSet } from '../parameter-sets.ts';

/** What ML-DSA can be computed with, the first choice first. */
export const providerNames = ['node:crypto', 'liboqs', 'noble'] as const;
export type ProviderName = (typeof providerNames)[number];

/**
 * ML-DSA, computed somewhere else than on the calling thread wherever it takes long. All providers understand each
 * other's keys and signatures. A seed that is given to one is its own to keep, and is overwritten by it.
 */
export interface Provider {
  readonly name: ProviderName;
  readonly description: AlgorithmProvider;
  /** The public key (FIPS 204 §7.2, pkEncode) of a seed. */
  publicKey(set: ParameterSet, seed: Uint8Array): Promise<Uint8Array>;
  /** A new key. */
  keyPair(set: ParameterSet): Promise<KeyPair>;
  load(set: ParameterSet, seed: Uint8Array): Promise<PrivateKey>;
  /** @param publicKey Of the right length. */
  verifier(set: ParameterSet, publicKey: Uint8Array): PublicKey;
}

export interface KeyPair {
  readonly seed: Uint8Array;
  readonly publicKey: Uint8Array;
}

/** Checks signatures with an empty context. */
export interface PublicKey {
  /** @param signature Of the right length. */
  verify(message: Uint8Array, signature: Uint8Array): Promise<boolean>;
}

/** Signs with an empty context and fresh randomness: hedged, never deterministic (FIPS 204 §3.4). */
export interface PrivateKey {
  readonly publicKey: PublicKey;
  sign(message: Uint8Array): Promise<Uint8Array>;
  /** Lets go of the key. Nothing is called afterwards. */
  dispose(): void;
}
