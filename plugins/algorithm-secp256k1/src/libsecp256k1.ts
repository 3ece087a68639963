/** What is needed of libsecp256k1, whichever way it was compiled. Scalars, digests and entropy have 32 bytes. */
export interface Libsecp256k1 {
  /** The uncompressed point of a scalar. Throws unless the scalar is from 1 to n - 1. */
  pointOf(scalar: Uint8Array): Uint8Array;

  /** Whether an uncompressed point is on the curve. */
  isPoint(point: Uint8Array): boolean;

  /**
   * r ‖ s with the low s. The nonce is that of RFC 6979 §3.2, or with `entropy` of §3.6, in which libsecp256k1 mixes
   * the entropy in as additional data.
   */
  sign(digest: Uint8Array, scalar: Uint8Array, entropy: Uint8Array | undefined): Uint8Array;

  /** @param signature r ‖ s with the low s. */
  verify(digest: Uint8Array, point: Uint8Array, signature: Uint8Array): boolean;
}
