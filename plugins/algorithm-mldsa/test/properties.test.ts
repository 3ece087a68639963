import { SecretBytes } from '@chatelaine/core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { algorithmOf, allSets, providersHere } from './providers.ts';

const signing = 'ML_DSA_SHAKE_256';
const providers = await providersHere();
const subjects = providers.flatMap((provider) => allSets.map((set) => ({ provider, set })));

const seeds = fc.uint8Array({ minLength: 32, maxLength: 32 });
const messages = fc.uint8Array({ maxLength: 4_096 });
/** A place in a list of any length, and a bit there. */
const places = fc.record({ part: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), bit: fc.nat(7) });

function altered(bytes: Uint8Array, { part, bit }: { readonly part: number; readonly bit: number }): Uint8Array {
  const copy = Uint8Array.from(bytes);
  const index = Math.floor(part * copy.length);
  copy[index] = (copy[index] ?? 0) ^ (1 << bit);
  return copy;
}

describe.each(subjects)('$set.keySpec of $provider.name', ({ provider, set }) => {
  const algorithm = algorithmOf(provider, set.keySpec);
  // Plain JavaScript takes ten times as long.
  const runs = { numRuns: provider.name === 'noble' ? 2 : 8 };
  const keyOf = (seed: Uint8Array) => algorithm.load(SecretBytes.take(Uint8Array.from(seed)));

  test('verifies what it signed, and nothing that differs by a bit or is cut short', async () => {
    await fc.assert(
      fc.asyncProperty(seeds, messages, places, async (seed, message, place) => {
        const key = await keyOf(seed);
        const signature = await key.sign(signing, 'RAW', message);
        expect(signature).toHaveLength(set.signatureBytes);
        const fits = (given: Uint8Array, candidate: Uint8Array) => key.verify(signing, 'RAW', given, candidate);
        expect(await fits(message, signature)).toBe(true);
        expect(await fits(message, altered(signature, place))).toBe(false);
        expect(await fits(message, signature.subarray(0, Math.floor(place.part * signature.length)))).toBe(false);
        if (message.length > 0) {
          expect(await fits(altered(message, place), signature)).toBe(false);
          expect(await fits(message.subarray(1), signature)).toBe(false);
        }
        key.dispose();
      }),
      runs,
    );
  });

  test('verifies with its own public key only', async () => {
    await fc.assert(
      fc.asyncProperty(seeds, messages, places, async (seed, message, place) => {
        const key = await keyOf(seed);
        const signature = await key.sign(signing, 'RAW', message);
        const publicKey = await algorithm.publicKey(SecretBytes.take(Uint8Array.from(seed)));
        const prefix = publicKey.length - set.publicKeyBytes;
        const other = Buffer.concat([publicKey.subarray(0, prefix), altered(publicKey.subarray(prefix), place)]);
        expect(await algorithm.verifier(publicKey).verify(signing, 'RAW', message, signature)).toBe(true);
        expect(await algorithm.verifier(other).verify(signing, 'RAW', message, signature)).toBe(false);
        key.dispose();
      }),
      runs,
    );
  });

  test('never judges a signature of random bytes to be good', async () => {
    const key = await keyOf(new Uint8Array(32));
    const anything = fc.uint8Array({ minLength: set.signatureBytes, maxLength: set.signatureBytes });
    await fc.assert(
      fc.asyncProperty(messages, anything, async (message, signature) => {
        expect(await key.verify(signing, 'RAW', message, signature)).toBe(false);
      }),
      runs,
    );
    key.dispose();
  });
});
