import { createPublicKey, generateKeyPairSync, randomBytes } from 'node:crypto';
import { VaultError } from '@chatelaine/core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { integer, nothing, rsaEncryption, rsassaPss, sequence, tlv } from './der.ts';
import { numbersOf } from './private-keys.ts';
import { algorithmOf, testKeyOf } from './rsa-keys.ts';
import { testKeys } from './test-keys.ts';

const { n, e } = numbersOf(testKeys.RSA_2048);
const bits = (content: Uint8Array): Buffer => tlv(0x03, Buffer.of(0), content);
const rsaPublicKey = (modulus: bigint, exponent: bigint): Buffer => sequence(integer(modulus), integer(exponent));
const identifier = sequence(rsaEncryption, nothing);
const good = sequence(identifier, bits(rsaPublicKey(n, e)));
const spki = { type: 'spki', format: 'der' } as const;

/** Why a public key is refused, as long as it is so with `InvalidArgument`. */
function refusal(publicKey: Uint8Array, keySpec = 'RSA_2048'): string {
  try {
    algorithmOf(keySpec).verifier(publicKey);
  } catch (error) {
    if (VaultError.is(error, 'InvalidArgument')) return error.message;
    throw error;
  }
  return 'not refused';
}

const why = {
  form: /is the DER of a SubjectPublicKeyInfo with the algorithm rsaEncryption; this is not\.$/,
  size: /has a modulus of \d+ bits and an odd exponent between 2\^16 and 2\^33\.$/,
};

describe('a public key of RSA', () => {
  test('is what this test writes', () => {
    expect(createPublicKey(testKeys.RSA_2048).export(spki)).toEqual(good);
  });

  test.each(['RSA_2048', 'RSA_3072', 'RSA_4096'] as const)('of %s verifies what the key signed', async (keySpec) => {
    const message = randomBytes(100);
    const verifier = algorithmOf(keySpec).verifier(createPublicKey(testKeys[keySpec]).export(spki));
    expect(verifier.execution).toEqual({ verify: 'inline' });
    for (const algorithm of verifier.signingAlgorithms) {
      const signature = await testKeyOf(keySpec).signer.sign(algorithm, 'RAW', message);
      expect(verifier.verify(algorithm, 'RAW', message, signature)).toBe(true);
      expect(verifier.verify(algorithm, 'RAW', message.subarray(1), signature)).toBe(false);
    }
  });

  test.each([
    ['RSA_2048', 'RSA_3072'],
    ['RSA_3072', 'RSA_2048'],
    ['RSA_3072', 'RSA_4096'],
    ['RSA_4096', 'RSA_3072'],
  ] as const)('of %s is none of %s', (keySpec, other) => {
    expect(refusal(createPublicKey(testKeys[keySpec]).export(spki), other)).toMatch(why.size);
  });

  test.each([65_537n, 65_539n, 2n ** 33n - 1n])('may have the exponent %i', (exponent) => {
    expect(refusal(sequence(identifier, bits(rsaPublicKey(n, exponent))))).toBe('not refused');
  });

  test.each([0n, 1n, 3n, 65_535n, 65_536n, 65_538n, 2n ** 33n, 2n ** 33n + 1n, 2n ** 255n + 1n])(
    'does not have the exponent %i',
    (exponent) => {
      expect(refusal(sequence(identifier, bits(rsaPublicKey(n, exponent))))).toMatch(why.size);
    },
  );

  test.each([n >> 1n, n << 1n, n % 2n ** 1_024n])('does not have a modulus of another length', (modulus) => {
    expect(refusal(sequence(identifier, bits(rsaPublicKey(modulus, e))))).toMatch(why.size);
  });

  const pem = createPublicKey(testKeys.RSA_2048).export({ type: 'spki', format: 'pem' });
  const negative = sequence(tlv(0x02, Buffer.from(n.toString(16), 'hex')), integer(e));
  test.each([
    ['nothing', Buffer.alloc(0)],
    ['zeros', Buffer.alloc(good.length)],
    ['PEM', Buffer.from(pem)],
    ['an RSAPublicKey', rsaPublicKey(n, e)],
    ['the private key', testKeys.RSA_2048.export({ type: 'pkcs8', format: 'der' })],
    ['a key on a curve', generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export(spki)],
    ['a key for RSASSA-PSS', sequence(sequence(rsassaPss), bits(rsaPublicKey(n, e)))],
    ['a byte more', Buffer.concat([good, Buffer.alloc(1)])],
    ['a byte less', good.subarray(0, -1)],
    ['two keys', Buffer.concat([good, good])],
    ['no parameters', sequence(sequence(rsaEncryption), bits(rsaPublicKey(n, e)))],
    ['other parameters', sequence(sequence(rsaEncryption, integer(0n)), bits(rsaPublicKey(n, e)))],
    ['a byte after the numbers', sequence(identifier, bits(Buffer.concat([rsaPublicKey(n, e), Buffer.alloc(1)])))],
    ['a third number', sequence(identifier, bits(sequence(integer(n), integer(e), integer(1n))))],
    ['unused bits', sequence(identifier, tlv(0x03, Buffer.of(1), rsaPublicKey(n, e)))],
    ['a negative modulus', sequence(identifier, bits(negative))],
    [
      'a modulus with a zero before it',
      sequence(identifier, bits(sequence(tlv(2, Buffer.alloc(2), Buffer.from(n.toString(16), 'hex')), integer(e)))),
    ],
    ['a length that is not the shortest', Buffer.concat([Buffer.of(0x30, 0x83, 0), good.subarray(2)])],
    ['an indefinite length', Buffer.concat([Buffer.of(0x30, 0x80), good.subarray(4), Buffer.alloc(2)])],
  ])('is not %s', (_what, bytes) => {
    expect(refusal(bytes)).toMatch(why.form);
  });

  test('may be any bytes, and is refused in the same way', () => {
    const property = fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      expect(refusal(bytes)).toMatch(why.form);
    });
    fc.assert(property, { numRuns: 100 });
  });

  test('with one byte altered is refused, or is the key that it says', () => {
    const position = fc.integer({ min: 0, max: good.length - 1 });
    const property = fc.property(position, fc.integer({ min: 1, max: 255 }), (at, change) => {
      const bytes = Buffer.from(good);
      bytes[at] = (bytes[at] ?? 0) ^ change;
      const refused = refusal(bytes);
      const numbersFrom = good.length - rsaPublicKey(n, e).length;
      if (refused === 'not refused') expect(at).toBeGreaterThan(numbersFrom);
      else expect(refused).toMatch(/a SubjectPublicKeyInfo|a modulus/);
    });
    fc.assert(property, { numRuns: 300 });
  });

  test('with an even modulus fits no signature', () => {
    const verifier = algorithmOf('RSA_2048').verifier(sequence(identifier, bits(rsaPublicKey(n - 1n, e))));
    for (const algorithm of verifier.signingAlgorithms) {
      const digest = Buffer.alloc(verifier.digestLength(algorithm));
      expect(verifier.verify(algorithm, 'RAW', digest, Buffer.alloc(256, 1))).toBe(false);
      expect(verifier.verify(algorithm, 'DIGEST', digest, Buffer.alloc(256, 1))).toBe(false);
    }
  });
});
