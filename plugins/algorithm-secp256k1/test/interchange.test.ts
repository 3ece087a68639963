import { createHash, randomBytes } from 'node:crypto';
import { secp256k1 as noble } from '@noble/curves/secp256k1.js';
import { describe, expect, test } from 'vitest';
import { newKey, providerNames, registered, scalarIn, signerOf } from './subjects.ts';

const signingAlgorithm = 'ECDSA_SHA_256';
const message = new Uint8Array(randomBytes(200));
const digest = new Uint8Array(createHash('sha256').update(message).digest());
const other = new Uint8Array(createHash('sha256').update('another').digest());
const both = [
  ['RAW', message],
  ['DIGEST', digest],
] as const;

const pairs = providerNames.flatMap((maker) => providerNames.map((user) => [maker, user] as const));

describe.each(pairs)('a key made with %s and used with %s', (maker, user) => {
  test('is the same key: each verifies what the other signed, as message and as digest', async () => {
    const [made, used] = [await registered({ provider: maker }), await registered({ provider: user })];
    const { material, publicKey } = await newKey(made);
    const [one, two] = [await signerOf(made, material), await signerOf(used, material)];
    const verifiers = [await made.verifier?.(publicKey), await used.verifier?.(publicKey), one.signer, two.signer];
    for (const { signer } of [one, two]) {
      for (const [type, given] of both) {
        const signature = await signer.sign(signingAlgorithm, type, given);
        for (const verifier of verifiers) {
          for (const [otherType, otherGiven] of both) {
            expect(await verifier?.verify(signingAlgorithm, otherType, otherGiven, signature)).toBe(true);
          }
          expect(await verifier?.verify(signingAlgorithm, 'DIGEST', other, signature)).toBe(false);
        }
      }
    }
  });
});

describe.each(providerNames)('signatures with %s', (provider) => {
  const form = { prehash: false, lowS: true, format: 'der' } as const;

  test('are good for another library, and its are good here', async () => {
    const algorithm = await registered({ provider });
    const { material, publicKey } = await newKey(algorithm);
    const { signer } = await signerOf(algorithm, material);
    const point = noble.getPublicKey(scalarIn(material), false);
    expect(new Uint8Array(publicKey.subarray(-65))).toEqual(point);
    for (const [type, given] of both) {
      const signature = await signer.sign(signingAlgorithm, type, given);
      expect(noble.verify(signature, digest, point, form)).toBe(true);
      expect(noble.verify(signature, other, point, form)).toBe(false);
      const theirs = noble.sign(digest, scalarIn(material), form);
      expect(await signer.verify(signingAlgorithm, type, given, theirs)).toBe(true);
    }
  });
});
