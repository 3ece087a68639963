/**
 * Whether RSA keys may have this public exponent: odd, above 2^16 (FIPS 186-5 §A.1.1) and below 2^33. The standard goes
 * up to 2^256, but the larger it is the longer whoever verifies works, which is up to whoever made the key.
 */
export function isPublicExponent(exponent: bigint): boolean {
  return exponent % 2n === 1n && exponent > 65_536n && exponent < 2n ** 33n;
}
