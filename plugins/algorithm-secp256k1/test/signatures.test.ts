import { secp256k1 as noble } from '@noble/curves/secp256k1.js';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { newKey, providerNames, registered, signerOf } from './subjects.ts';

const signingAlgorithm = 'ECDSA_SHA_256';
const message = new Uint8Array(Buffer.from('pay 42 to Bob'));
const { n } = noble.Point.CURVE();

function numbersOf(signature: Uint8Array) {
  return noble.Signature.fromBytes(signature, 'der');
}

function derOf(r: bigint, s: bigint): Uint8Array {
  return new noble.Signature(r, s).toBytes('der');
}

describe.each(providerNames)('signatures with %s', (provider) => {
  const key = registered({ provider }).then(async (algorithm) => {
    const { material, publicKey } = await newKey(algorithm);
    const lenient = await registered({ provider, acceptHighS: true });
    return {
      ...(await signerOf(algorithm, material)),
      verifier: await algorithm.verifier?.(publicKey),
      lenient: await lenient.verifier?.(publicKey),
    };
  });

  test('requirement 8: have the low s, always', async () => {
    const { signer } = await key;
    for (let count = 0; count < 60; count += 1) {
      const type = count % 20 === 0 ? 'DIGEST' : 'RAW';
      const signature = await signer.sign(signingAlgorithm, type, new Uint8Array(32).fill(count));
      expect(numbersOf(signature).s <= n >> 1n).toBe(true);
    }
  });

  test('requirement 8: are refused with the high s, unless that is asked for', async () => {
    const { signer, verifier, lenient } = await key;
    const signature = await signer.sign(signingAlgorithm, 'RAW', message);
    const { r, s } = numbersOf(signature);
    const high = derOf(r, n - s);
    expect(await verifier?.verify(signingAlgorithm, 'RAW', message, high)).toBe(false);
    expect(await signer.verify(signingAlgorithm, 'RAW', message, high)).toBe(false);
    expect(await lenient?.verify(signingAlgorithm, 'RAW', message, high)).toBe(true);
    expect(await lenient?.verify(signingAlgorithm, 'RAW', message, signature)).toBe(true);
    expect(await lenient?.verify(signingAlgorithm, 'RAW', message.subarray(1), high)).toBe(false);
  });

  test('requirement 8: differ each time: nonces are fresh', async () => {
    const { signer } = await key;
    for (const type of ['RAW', 'DIGEST'] as const) {
      const given = new Uint8Array(32);
      const all = await Promise.all(Array.from({ length: 20 }, async () => signer.sign(signingAlgorithm, type, given)));
      expect(new Set(all.map((signature) => numbersOf(signature).r)).size).toBe(20);
    }
  });

  test('are bad with any bit flipped', async () => {
    const { signer } = await key;
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 64 }), fc.nat(), fc.nat(7), async (given, position, bit) => {
        const signature = await signer.sign(signingAlgorithm, 'RAW', given);
        const index = position % signature.length;
        signature[index] = (signature[index] ?? 0) ^ (1 << bit);
        expect(await signer.verify(signingAlgorithm, 'RAW', given, signature)).toBe(false);
      }),
    );
  });

  test('are bad if they are anything, without an error', async () => {
    const { signer, lenient } = await key;
    const number = fc.oneof(fc.bigInt(1n, n - 1n), fc.constantFrom(1n, n >> 1n, (n >> 1n) + 1n, n - 1n));
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.uint8Array({ maxLength: 100 }), fc.tuple(number, number)), async (anything) => {
        const signature = anything instanceof Uint8Array ? anything : derOf(...anything);
        for (const verifier of [signer, lenient]) {
          expect(await verifier?.verify(signingAlgorithm, 'RAW', message, signature)).toBe(false);
        }
      }),
    );
  });
});
