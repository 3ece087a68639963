import { checkPrime, type JsonWebKey, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';

/**
 * Whether the numbers of a private key make up a key of two primes (RFC 8017 §3.2), each half as long as the modulus
 * and not close to each other (FIPS 186-5 §A.1.1). The exponent d may be any with e·d ≡ 1 modulo lcm(p-1, q-1): old
 * software made larger ones than needed. Strings and numbers can't be overwritten; those made here are left to the
 * garbage collector.
 */
export async function isKeyPair(key: KeyObject, modulusBits: number): Promise<boolean> {
  const jwk = key.export({ format: 'jwk' });
  const { n, e, d, p, q, dp, dq, qi } = numbersOf(jwk);
  const half = BigInt(modulusBits / 2);
  const halfAsLong = (prime: bigint): boolean => prime >> (half - 1n) === 1n;
  const apart = (p > q ? p - q : q - p) >> (half - 100n) > 0n;
  if (!halfAsLong(p) || !halfAsLong(q) || !apart || p * q !== n) return false;

  const exponentsFit = d < n && (e * d) % (p - 1n) === 1n && (e * d) % (q - 1n) === 1n;
  const remaindersFit = dp === d % (p - 1n) && dq === d % (q - 1n) && qi < p && (qi * q) % p === 1n;
  if (!exponentsFit || !remaindersFit) return false;
  const primes = await Promise.all([isPrime(p), isPrime(q)]);
  return primes.every(Boolean);
}

/** The members of a JWK (RFC 7518 §6.3), named as in RFC 7518; what is missing is 0. */
function numbersOf(jwk: JsonWebKey): Readonly<Record<'n' | 'e' | 'd' | 'p' | 'q' | 'dp' | 'dq' | 'qi', bigint>> {
  const { n, e, d, p, q, dp, dq, qi } = jwk;
  const number = (base64url = ''): bigint => BigInt(`0x0${Buffer.from(base64url, 'base64url').toString('hex')}`);
  return {
    n: number(n),
    e: number(e),
    d: number(d),
    p: number(p),
    q: number(q),
    dp: number(dp),
    dq: number(dq),
    qi: number(qi),
  };
}

/** Tries as many bases as OpenSSL does by itself: 64 at least, so that no made-up number passes. */
const isPrime: (candidate: bigint) => Promise<boolean> = promisify(checkPrime);
