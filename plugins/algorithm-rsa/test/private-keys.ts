import type { KeyObject } from 'node:crypto';
import { integer, nothing, octets, rsaEncryption, sequence } from './der.ts';

/** The numbers of a private key, named as in a JWK (RFC 7518 §6.3). */
export type Numbers = Readonly<Record<'n' | 'e' | 'd' | 'p' | 'q' | 'dp' | 'dq' | 'qi', bigint>>;

export function numbersOf(key: KeyObject): Numbers {
  const jwk = key.export({ format: 'jwk' });
  const number = (text = ''): bigint => BigInt(`0x${Buffer.from(text, 'base64url').toString('hex')}`);
  return {
    n: number(jwk.n),
    e: number(jwk.e),
    d: number(jwk.d),
    p: number(jwk.p),
    q: number(jwk.q),
    dp: number(jwk.dp),
    dq: number(jwk.dq),
    qi: number(jwk.qi),
  };
}

/** RSAPrivateKey (RFC 8017 §A.1.2). */
export function rsaPrivateKey({ n, e, d, p, q, dp, dq, qi }: Numbers): Buffer {
  return sequence(...[0n, n, e, d, p, q, dp, dq, qi].map(integer));
}

/** PrivateKeyInfo (RFC 5958 §2) with the algorithm rsaEncryption. */
export function privateKeyInfo(numbers: Numbers): Buffer {
  return sequence(integer(0n), sequence(rsaEncryption, nothing), octets(rsaPrivateKey(numbers)));
}

/** The whole key of two factors, prime or not, and an exponent. */
export function keyFrom(p: bigint, q: bigint, e: bigint): Numbers {
  const d = inverse(e, lcm(p - 1n, q - 1n));
  return { n: p * q, e, d, p, q, dp: d % (p - 1n), dq: d % (q - 1n), qi: inverse(q, p) };
}

export function lcm(a: bigint, b: bigint): bigint {
  return (a * b) / gcd(a, b);
}

export function gcd(a: bigint, b: bigint): bigint {
  return b === 0n ? a : gcd(b, a % b);
}

/** The extended algorithm of Euclid; 0 where there is no inverse. */
export function inverse(a: bigint, modulus: bigint): bigint {
  let [rest, next, factor, other] = [modulus, a % modulus, 0n, 1n];
  while (next !== 0n) {
    const quotient = rest / next;
    [rest, next] = [next, rest - quotient * next];
    [factor, other] = [other, factor - quotient * other];
  }
  if (rest !== 1n) return 0n;
  return factor < 0n ? factor + modulus : factor;
}
