import type { KeyObject, webcrypto } from 'node:crypto';
import type { OaepHash } from './hash.ts';
import type { SigningAlgorithm } from './signing-algorithms.ts';

/** What everything here is made of: the operations on RSA keys. Promises mean work off the calling thread. */
export interface RsaPrimitives {
  /** A new key pair with the exponent 65,537, in DER. */
  generateKeyPair(modulusBits: number): Promise<EncodedKeyPair>;
  /** Hashes and signs. */
  sign(algorithm: SigningAlgorithm, message: Uint8Array, key: KeyObject): Promise<Uint8Array>;
  /** Hashes and verifies; false for any signature that does not fit. */
  verify(algorithm: SigningAlgorithm, message: Uint8Array, key: KeyObject, signature: Uint8Array): boolean;
  /** RSASP1 (RFC 8017 §5.2.1) of a block as long as the modulus. */
  privateOperation(block: Uint8Array, key: KeyObject): Promise<Uint8Array>;
  /** RSAVP1 (RFC 8017 §5.2.2); `undefined` for a signature that is not below the modulus. */
  publicOperation(signature: Uint8Array, key: KeyObject): Uint8Array | undefined;
  /** RSAES-OAEP-ENCRYPT (RFC 8017 §7.1.1) with MGF1 of the same hash function and an empty label. */
  encryptOaep(hash: OaepHash, plaintext: Uint8Array, key: KeyObject): Uint8Array;
  /** Prepares a private key for `decryptOaep`. */
  oaepKey(hash: OaepHash, key: KeyObject): Promise<OaepKey>;
  /** RSAES-OAEP-DECRYPT (RFC 8017 §7.1.2); `undefined` whatever the reason. */
  decryptOaep(ciphertext: Uint8Array, key: OaepKey): Promise<Uint8Array | undefined>;
  /** A key was loaded. Threads are kept as long as there is one. */
  retain(): void;
  /** A loaded key was disposed. */
  release(): void;
}

/** A private key for one hash function of OAEP. */
export type OaepKey = webcrypto.CryptoKey;

export interface EncodedKeyPair {
  /** SubjectPublicKeyInfo. */
  readonly publicKey: Uint8Array;
  /** PKCS #8 PrivateKeyInfo; whoever gets it overwrites it. */
  readonly privateKey: Uint8Array;
}
