import type { AlgorithmProvider, Execution } from '@chatelaine/core';
import type { Curve } from './curve.ts';
import type { EcdsaSignature } from './signature.ts';

export type MessageType = 'RAW' | 'DIGEST';

/** Where the work of a provider is done. */
export type EcdsaExecution = Readonly<
  Record<'generate' | 'sign' | 'verify', Execution> & Partial<Record<'signDigest' | 'verifyDigest', Execution>>
>;

/**
 * ECDSA (FIPS 186-5 §6) on one curve, as some implementation does it. It gets scalars from 1 to n - 1, uncompressed
 * points of the right length, messages, and digests of the right length; encodings are not its business, but for
 * the signatures that it makes.
 */
export interface EcdsaProvider {
  readonly curve: Curve;
  readonly description: AlgorithmProvider;
  readonly execution: EcdsaExecution;

  /** Makes a key and lends it to `make`; the scalar is overwritten afterwards. */
  newKey<Made>(make: (scalar: Uint8Array, point: Uint8Array) => Made): Made | Promise<Made>;

  /** The public point of a scalar. */
  pointOf(scalar: Uint8Array): Uint8Array;

  /** Prepares a private key; keeps neither array. */
  signingKey(scalar: Uint8Array, point: Uint8Array): SigningKey;

  /** Prepares a public key; `undefined` if `point` is not on the curve. */
  verifyingKey(point: Uint8Array): VerifyingKey | undefined;
}

export interface VerifyingKey {
  verify(messageType: MessageType, message: Uint8Array, signature: EcdsaSignature): boolean | Promise<boolean>;
}

export interface SigningKey extends VerifyingKey {
  /** A new signature, as `encodeSignature` writes it. */
  sign(messageType: MessageType, message: Uint8Array): Uint8Array | Promise<Uint8Array>;
  dispose(): void;
}
