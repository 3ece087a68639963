import {
  checkPrimeSync,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  generatePrimeSync,
  type KeyObject,
} from 'node:crypto';
import { inspect } from 'node:util';
import { SecretBytes, VaultError } from '@chatelaine/core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { integer, nothing, octets, rsaEncryption, rsassaPss, sequence, tlv } from './der.ts';
import { gcd, inverse, keyFrom, lcm, numbersOf, privateKeyInfo, rsaPrivateKey } from './private-keys.ts';
import { algorithmOf } from './rsa-keys.ts';
import { materialOf, testKeys } from './test-keys.ts';

const der = (key: KeyObject): Buffer => key.export({ type: 'pkcs8', format: 'der' });
const good = der(testKeys.RSA_2048);
const numbers = numbersOf(testKeys.RSA_2048);
const { n, e, d, p, q, dp, dq, qi } = numbers;

/** What parsing gives, as hex. */
async function parsed(bytes: Uint8Array, keySpec = 'RSA_2048'): Promise<string> {
  const material = await algorithmOf(keySpec).parse(SecretBytes.take(new Uint8Array(bytes)));
  return material.use((canonical) => Buffer.from(canonical).toString('hex'));
}

const why = {
  form: /is the DER of a PKCS #8 PrivateKeyInfo/,
  size: /has a modulus of \d+ bits and an odd public exponent between 2\^16 and 2\^33\.$/,
  numbers: /do not belong together, or its factors are not prime\.$/,
};
/** Newer versions of OpenSSL don't even read some wrong numbers. */
const numbersOrForm = new RegExp(`${why.numbers.source}|${why.form.source}`);
const anyReason = new RegExp(
  Object.values(why)
    .map(({ source }) => source)
    .join('|'),
);

/** Why parsing refuses, as long as it does so with `InvalidArgument`. */
async function refusal(bytes: Uint8Array, keySpec = 'RSA_2048'): Promise<string> {
  try {
    return await parsed(bytes, keySpec);
  } catch (error) {
    return VaultError.is(error, 'InvalidArgument') ? error.message : inspect(error);
  }
}

/** The first of `start`, `start` + 2, … that `fits`. */
function firstOdd(start: bigint, fits: (candidate: bigint) => boolean): bigint {
  let candidate = start;
  while (!fits(candidate)) candidate += 2n;
  return candidate;
}

const coprime = (exponent: bigint): boolean => gcd(exponent, (p - 1n) * (q - 1n)) === 1n;
const nextPrime = (above: bigint): bigint =>
  firstOdd(above + 2n, (candidate) => coprimeTo65537(candidate) && checkPrimeSync(candidate));
const coprimeTo65537 = (candidate: bigint): boolean => (candidate - 1n) % 65_537n !== 0n;
const primeOf = (bits: number): bigint => {
  const prime = generatePrimeSync(bits, { bigint: true });
  return coprimeTo65537(prime) ? prime : primeOf(bits);
};

/** A product of two primes that begins with two ones, so that times p or q it is as long as a modulus. */
const compositeOf = (bits: number): bigint => {
  const product = primeOf(bits) * primeOf(bits);
  return product >> BigInt(2 * bits - 2) === 3n ? product : compositeOf(bits);
};

describe('material of RSA', () => {
  test.each(['RSA_2048', 'RSA_3072', 'RSA_4096'] as const)('of %s is what OpenSSL writes', async (keySpec) => {
    const canonical = der(testKeys[keySpec]);
    expect(await parsed(canonical, keySpec)).toBe(canonical.toString('hex'));
  });

  test('is what this test writes', () => {
    expect(privateKeyInfo(numbers)).toEqual(good);
    expect(keyFrom(p, q, e)).toEqual({ ...numbers, d: d % lcm(p - 1n, q - 1n) });
  });

  test.each([
    ['primes that were changed over', privateKeyInfo(keyFrom(q, p, e))],
    ['a private exponent modulo (p-1)·(q-1)', privateKeyInfo({ ...numbers, d: inverse(e, (p - 1n) * (q - 1n)) })],
    ['the smallest exponent', privateKeyInfo(keyFrom(p, q, firstOdd(65_537n, coprime)))],
    ['a large exponent', privateKeyInfo(keyFrom(p, q, firstOdd(2n ** 33n - 101n, coprime)))],
  ])('may have %s', async (_what, bytes) => {
    expect(await parsed(bytes)).toBe(bytes.toString('hex'));
  });

  test.each([
    ['RSA_2048', testKeys.RSA_3072],
    ['RSA_3072', testKeys.RSA_2048],
    ['RSA_3072', testKeys.RSA_4096],
    ['RSA_4096', testKeys.RSA_3072],
    ['RSA_2048', generateKeyPairSync('rsa', { modulusLength: 1_024 }).privateKey],
  ])('of %s has its length only', async (keySpec, key) => {
    expect(await refusal(der(key), keySpec)).toMatch(why.size);
  });

  test.each([2_047, 2_049])('does not have a modulus of %i bits', async (bits) => {
    const other = keyFrom(primeOf(bits - 1_024), primeOf(1_024), e);
    expect(other.n.toString(2)).toHaveLength(bits);
    expect(await refusal(privateKeyInfo(other))).toMatch(why.size);
  });

  test.each([3n, 17n, 257n, 65_001n, 2n ** 33n + 1n, 2n ** 64n + 1n, 2n ** 255n + 1n, 2n ** 256n + 1n])(
    'has no exponent like %i',
    async (exponent) => {
      const tried = firstOdd(exponent, coprime);
      expect(tried < 65_536n || tried > 2n ** 33n).toBe(true);
      const bytes = privateKeyInfo(keyFrom(p, q, tried));
      expect(await refusal(bytes)).toMatch(why.size);
    },
  );

  test.each([0n, 1n, 65_536n, 65_538n])('has no exponent like %i, to which nothing is inverse', async (exponent) => {
    expect(await refusal(privateKeyInfo({ ...numbers, e: exponent }))).toMatch(why.size);
  });

  const composite = compositeOf(512);
  const [unequal, rest] = [primeOf(1_152), primeOf(896)];
  test.each([
    ['a modulus that is not the product of its primes', { ...numbers, n: n + 2n }],
    ['another private exponent', { ...numbers, d: d + 2n }],
    ['a private exponent of 0', { ...numbers, d: 0n }],
    ['a private exponent above the modulus', { ...numbers, d: d + 2n * (p - 1n) * (q - 1n) }],
    ['another exponent', { ...numbers, e: e + 2n }],
    ['another d mod p-1', { ...numbers, dp: dp + 2n }],
    ['d itself for d mod p-1', { ...numbers, dp: d }],
    ['another d mod q-1', { ...numbers, dq: dq + 2n }],
    ['d itself for d mod q-1', { ...numbers, dq: d }],
    ['another coefficient', { ...numbers, qi: qi + 1n }],
    ['a coefficient above p', { ...numbers, qi: qi + p }],
    ['a coefficient of 0', { ...numbers, qi: 0n }],
    ['primes that were changed over, but nothing else', { ...numbers, p: q, q: p }],
    ['the modulus and 1 for primes', { ...numbers, p: n, q: 1n }],
    ['the primes of another key', { ...numbersOf(testKeys.RSA_3072), n, e, d }],
    ['a composite first factor', keyFrom(composite, q, e)],
    ['a composite second factor', keyFrom(p, composite, e)],
    ['twice the same prime', { ...keyFrom(p, q, e), n: p * p, q: p, dq: dp }],
    ['primes close to each other', keyFrom(nextPrime(p), p, e)],
    ['primes of unequal length', keyFrom(unequal, rest, e)],
  ])('does not have %s', async (_what, wrong) => {
    expect(await refusal(privateKeyInfo(wrong))).toMatch(numbersOrForm);
  });

  const rsaKey = rsaPrivateKey(numbers);
  const algorithm = sequence(rsaEncryption, nothing);
  const attribute = sequence(Buffer.from('0603551d0f', 'hex'), tlv(0x31, Buffer.from('03020780', 'hex')));
  const { publicKey, privateKey } = generateKeyPairSync('rsa-pss', { modulusLength: 2_048 });
  const cipher = 'aes-256-cbc';
  test.each([
    ['nothing', Buffer.alloc(0)],
    ['zeros', Buffer.alloc(good.length)],
    ['text', Buffer.from('-----BEGIN PRIVATE KEY-----')],
    ['PEM', Buffer.from(testKeys.RSA_2048.export({ type: 'pkcs8', format: 'pem' }))],
    ['an RSAPrivateKey', rsaKey],
    ['a public key', createPublicKey(testKeys.RSA_2048).export({ type: 'spki', format: 'der' })],
    ['an encrypted key', testKeys.RSA_2048.export({ type: 'pkcs8', format: 'der', cipher, passphrase: 'secret' })],
    ['a key on a curve', der(generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey)],
    ['a key for RSASSA-PSS', der(privateKey)],
    ['a public key for RSASSA-PSS', publicKey.export({ type: 'spki', format: 'der' })],
    ['the right numbers for RSASSA-PSS', sequence(integer(0n), sequence(rsassaPss), octets(rsaKey))],
    ['a byte more', Buffer.concat([good, Buffer.alloc(1)])],
    ['two keys', Buffer.concat([good, good])],
    ['20,000 bytes', Buffer.concat([good, Buffer.alloc(20_000)])],
    ['attributes', sequence(integer(0n), algorithm, octets(rsaKey), tlv(0xa0, attribute))],
    ['an empty set of attributes', sequence(integer(0n), algorithm, octets(rsaKey), tlv(0xa0))],
    ['a public key beside the private', sequence(integer(1n), algorithm, octets(rsaKey), tlv(0x81, Buffer.of(0)))],
    ['another version', sequence(integer(1n), algorithm, octets(rsaKey))],
    ['no parameters', sequence(integer(0n), sequence(rsaEncryption), octets(rsaKey))],
    ['other parameters', sequence(integer(0n), sequence(rsaEncryption, integer(0n)), octets(rsaKey))],
    ['a byte after the numbers', sequence(integer(0n), algorithm, octets(Buffer.concat([rsaKey, Buffer.alloc(1)])))],
    ['a length that is not the shortest', Buffer.concat([Buffer.of(0x30, 0x83, 0), good.subarray(2)])],
    ['an indefinite length', Buffer.concat([Buffer.of(0x30, 0x80), good.subarray(4), Buffer.alloc(2)])],
    ['an integer that is not the shortest', sequence(tlv(0x02, Buffer.alloc(2)), algorithm, octets(rsaKey))],
    [
      'three primes',
      sequence(
        integer(0n),
        algorithm,
        octets(
          sequence(...[1n, n, e, d, p, q, dp, dq, qi].map(integer), sequence(sequence(...[3n, 1n, 1n].map(integer)))),
        ),
      ),
    ],
  ])('is not %s', async (_what, bytes) => {
    expect(await refusal(bytes)).toMatch(why.form);
  });

  test('with any one byte altered is none', async () => {
    const position = fc.integer({ min: 0, max: good.length - 1 });
    const property = fc.asyncProperty(position, fc.integer({ min: 1, max: 255 }), async (at, change) => {
      const bytes = Buffer.from(good);
      bytes[at] = (bytes[at] ?? 0) ^ change;
      expect(await refusal(bytes)).toMatch(anyReason);
    });
    await fc.assert(property, { numRuns: 300 });
  });

  test('may be any bytes, and is refused in the same way', async () => {
    const property = fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (bytes) => {
      expect(await refusal(bytes)).toMatch(why.form);
    });
    await fc.assert(property, { numRuns: 100 });
  });
});

describe('keys that were made here', () => {
  test('are material, with the exponent 65,537', async () => {
    const algorithm = algorithmOf('RSA_2048');
    const material = await algorithm.generate();
    const bytes = material.use((each) => Buffer.from(each));
    expect(await parsed(bytes)).toBe(bytes.toString('hex'));
    const key = createPrivateKey({ key: bytes, format: 'der', type: 'pkcs8' });
    expect(key.asymmetricKeyDetails).toEqual({ modulusLength: 2_048, publicExponent: 65_537n });
  });

  test('have the public key that OpenSSL derives', () => {
    for (const keySpec of ['RSA_2048', 'RSA_3072', 'RSA_4096'] as const) {
      const publicKey = algorithmOf(keySpec).publicKey(materialOf(testKeys[keySpec]));
      const expected = createPublicKey(testKeys[keySpec]).export({ type: 'spki', format: 'der' });
      expect(Buffer.from(publicKey)).toEqual(expected);
    }
  });
});
