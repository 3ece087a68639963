/** RSAES-OAEP (RFC 8017 §7.1) with this hash function, MGF1 with the same, and an empty label. */
export type WrappingAlgorithm = 'RSAES_OAEP_SHA_256' | 'RSAES_OAEP_SHA_1';

/** What material can be wrapped with, and the hash function of each, by its name in WebCrypto. */
export const wrappingAlgorithms: Readonly<Record<WrappingAlgorithm, string>> = Object.freeze({
  RSAES_OAEP_SHA_256: 'SHA-256',
  RSAES_OAEP_SHA_1: 'SHA-1',
});

export function isWrappingAlgorithm(value: unknown): value is WrappingAlgorithm {
  return typeof value === 'string' && Object.hasOwn(wrappingAlgorithms, value);
}

/** What a caller is told who chose SHA-1. */
export const sha1Warning =
  'RSAES_OAEP_SHA_1 rests on SHA-1, which is deprecated. It is here for hardware that can do no better: prefer RSAES_OAEP_SHA_256.';
