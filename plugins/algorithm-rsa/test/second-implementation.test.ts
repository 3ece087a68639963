import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { signingAlgorithm, signingAlgorithms } from '../src/signing-algorithms.ts';
import { isPssBlock, numbersOf, oaepBlock, oaepPlaintext, pkcs1Block, pssBlock, raised } from './reference-rsa.ts';
import { testKeyOf } from './rsa-keys.ts';
import { testKeys } from './test-keys.ts';

const length = 256;
const { n, e, d } = numbersOf(testKeys.RSA_2048);
const { signer, publicEncryption } = testKeyOf('RSA_2048');

const messages = fc.uint8Array({ maxLength: 500 });
const messageTypes = fc.constantFrom('RAW', 'DIGEST');
const opened = (signature: Uint8Array): Buffer => raised(signature, e, n);
const digestOf = (hash: string, message: Uint8Array): Buffer => createHash(hash).update(message).digest();

describe.each(signingAlgorithms)('%s', (algorithm) => {
  const { hash, scheme } = signingAlgorithm(algorithm);

  test('makes signatures that a second implementation opens to the right encoding', async () => {
    const property = fc.asyncProperty(messages, messageTypes, async (message, messageType) => {
      const digest = digestOf(hash, message);
      const signature = await signer.sign(algorithm, messageType, messageType === 'RAW' ? message : digest);
      const encoded = opened(signature);
      if (scheme === 'PSS') expect(isPssBlock(hash, digest, encoded)).toBe(true);
      else expect(encoded).toEqual(pkcs1Block(hash, digest, length));
    });
    await fc.assert(property, { numRuns: 20 });
  });

  test('verifies signatures that a second implementation makes, of whole messages and of digests', () => {
    const property = fc.property(messages, (message) => {
      const digest = digestOf(hash, message);
      const encoded =
        scheme === 'PSS' ? pssBlock(hash, digest, length, digest.length) : pkcs1Block(hash, digest, length);
      const signature = raised(encoded, d, n);
      expect(signer.verify(algorithm, 'RAW', message, signature)).toBe(true);
      expect(signer.verify(algorithm, 'DIGEST', digest, signature)).toBe(true);
    });
    fc.assert(property, { numRuns: 2 });
  });
});

describe('RSAES_OAEP', () => {
  test('encrypts to blocks that a second implementation decrypts', () => {
    const property = fc.property(fc.uint8Array({ maxLength: 190 }), (plaintext) => {
      const ciphertext = publicEncryption.encrypt('RSAES_OAEP_SHA_256', plaintext);
      expect(oaepPlaintext('sha256', raised(ciphertext, d, n))).toEqual(Buffer.from(plaintext));
    });
    fc.assert(property, { numRuns: 4 });
  });

  test.each([
    ['RSAES_OAEP_SHA_256', 'sha256', 190],
    ['RSAES_OAEP_SHA_1', 'sha1', 214],
  ] as const)('decrypts with %s what a second implementation encrypts', async (algorithm, hash, maxLength) => {
    expect(publicEncryption.maximumPlaintext(algorithm)).toBe(maxLength);
    const property = fc.asyncProperty(fc.uint8Array({ maxLength }), async (plaintext) => {
      const ciphertext = raised(oaepBlock(hash, plaintext, length), e, n);
      expect(await publicEncryption.decrypt(algorithm, ciphertext)).toEqual(new Uint8Array(plaintext));
    });
    await fc.assert(property, { numRuns: 30 });
  });
});
