/**
 * One implementation of ML-DSA for one parameter set, on the thread that calls it. Lengths of keys and signatures were
 * checked before; the context string is always empty (FIPS 204 §5.2).
 */
export interface Primitive {
  /** Copies an expanded key, to sign with it. */
  hold(secretKey: Uint8Array): HeldKey;
  verify(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean;
}

/** An expanded key in a primitive's own memory. */
export interface HeldKey {
  /** Hedged: with 32 fresh random bytes from the operating system (FIPS 204 §3.4). */
  sign(message: Uint8Array): Uint8Array;
  /** Overwrites the key. */
  wipe(): void;
}

/** A key as primitives take it. */
export interface ExpandedKey {
  readonly publicKey: Uint8Array;
  readonly secretKey: Uint8Array;
}

/** The primitives that are no part of Node.js and run on threads of their own. */
export type PrimitiveName = 'liboqs' | 'noble';
