import { createHash, randomBytes, webcrypto } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hmacSpecs } from '../src/hmac-specs.ts';
import { hex, macOf } from './hmac-key.ts';
import { openssl, opensslIsThere } from './openssl.ts';

const { subtle } = webcrypto;
const lengths = opensslIsThere() ? [0, 1, 63, 64, 65, 127, 128, 129, 4_096] : [];

/** HMAC by the formula of RFC 2104 §2, for keys that are not longer than a block. */
function byFormula(hash: string, blockBytes: number, key: Uint8Array, message: Uint8Array): Uint8Array {
  const padded = (pad: number): Uint8Array =>
    Uint8Array.from({ length: blockBytes }, (_, index) => (key[index] ?? 0) ^ pad);
  const digest = (...parts: readonly Uint8Array[]): Buffer => createHash(hash).update(Buffer.concat(parts)).digest();
  return digest(padded(0x5c), digest(padded(0x36), message));
}

describe.each(hmacSpecs)('a code of $keySpec', ({ keySpec, hash, bytes }) => {
  const keys = fc.uint8Array({ minLength: bytes, maxLength: bytes });
  const messages = fc.uint8Array({ maxLength: 500 });

  test('is what the formula of RFC 2104 gives', () => {
    const property = fc.property(keys, messages, (key, message) => {
      expect(hex(macOf(keySpec, key).generate(message))).toBe(
        hex(byFormula(hash, hash === 'sha256' ? 64 : 128, key, message)),
      );
    });
    fc.assert(property, { numRuns: 200 });
  });

  test('verifies with WebCrypto, and is made by it', async () => {
    const property = fc.asyncProperty(keys, messages, async (key, message) => {
      const code = await macOf(keySpec, key).generate(message);
      const parameters = { name: 'HMAC', hash: hash.replace('sha', 'SHA-') };
      const theirs = await subtle.importKey('raw', new Uint8Array(key), parameters, false, ['sign', 'verify']);
      expect(await subtle.verify('HMAC', theirs, new Uint8Array(code), new Uint8Array(message))).toBe(true);
      expect(new Uint8Array(await subtle.sign('HMAC', theirs, new Uint8Array(message)))).toEqual(code);
    });
    await fc.assert(property, { numRuns: 50 });
  });

  test('of another message, or under another key, is another one', () => {
    const two = <Value>(values: fc.Arbitrary<Value>) =>
      fc.uniqueArray(values, { minLength: 2, maxLength: 2, selector: (value) => String(value) });
    const property = fc.property(two(keys), two(messages), (someKeys, someMessages) => {
      const codes = someKeys.flatMap((key) =>
        someMessages.map((message) => hex(macOf(keySpec, key).generate(message))),
      );
      expect(new Set(codes).size).toBe(4);
    });
    fc.assert(property, { numRuns: 100 });
  });

  test.each(lengths)('of %i bytes is what the command openssl gives', (length) => {
    const [key, message] = [randomBytes(bytes), randomBytes(length)];
    const args = ['dgst', `-${hash}`, '-mac', 'HMAC', '-macopt', `hexkey:${hex(key)}`, '-binary'];
    expect(hex(openssl(args, message))).toBe(hex(macOf(keySpec, key).generate(message)));
  });
});
