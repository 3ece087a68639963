/** A hash function for signatures, by its name in `node:crypto`. */
export type SigningHash = 'sha256' | 'sha384' | 'sha512';
/** A hash function for OAEP. SHA-1 is there for old ciphertexts only. */
export type OaepHash = 'sha256' | 'sha1';

/** Lengths of digests in bytes (FIPS 180-4 §1). */
export const digestBytes: Readonly<Record<SigningHash | OaepHash, number>> = Object.freeze({
  sha1: 20,
  sha256: 32,
  sha384: 48,
  sha512: 64,
});
