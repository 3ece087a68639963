/** What differs between the key specs. */
export interface HmacSpec {
  readonly keySpec: string;
  readonly macAlgorithm: string;
  /** The name that `node:crypto` has for the hash function. */
  readonly hash: string;
  /** Length of keys and of codes. A key is as long as the output of its hash function (RFC 2104 §3). */
  readonly bytes: number;
}

export const hmacSpecs: readonly HmacSpec[] = Object.freeze([
  { keySpec: 'HMAC_256', macAlgorithm: 'HMAC_SHA_256', hash: 'sha256', bytes: 32 },
  { keySpec: 'HMAC_384', macAlgorithm: 'HMAC_SHA_384', hash: 'sha384', bytes: 48 },
  { keySpec: 'HMAC_512', macAlgorithm: 'HMAC_SHA_512', hash: 'sha512', bytes: 64 },
]);
