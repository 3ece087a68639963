import assert from 'node:assert/strict';
import type { Algorithm } from '@chatelaine/core';
import type { Check } from '../check.ts';
import { declares } from './algorithm-check.ts';
import { assertBytes, assertOwnMemory } from './expectations.ts';
import { copyOf, TestKey } from './test-key.ts';

function onAsymmetric(name: string, run: (algorithm: Algorithm) => Promise<void>): Check<Algorithm> {
  return { name, appliesTo: (algorithm) => declares.signer(algorithm) || declares.publicEncryption(algorithm), run };
}

async function publicKeyOf(algorithm: Algorithm, key: TestKey): Promise<Uint8Array> {
  assert(algorithm.publicKey !== undefined, 'the algorithm gives no public keys');
  return algorithm.publicKey(key.material());
}

/** The length that the outer SEQUENCE of a DER value says the value has, or -1. */
function derLength(der: Uint8Array): number {
  const [tag, first = 0] = der;
  if (tag !== 0x30) return -1;
  if (first < 0x80) return 2 + first;
  const lengthBytes = der.subarray(2, 2 + (first & 0x7f));
  return 2 + lengthBytes.length + lengthBytes.reduce((length, byte) => length * 256 + byte, 0);
}

export const publicKeyChecks: readonly Check<Algorithm>[] = [
  onAsymmetric('gives the public key as one DER sequence in memory of its own', async (algorithm) => {
    const publicKey = await publicKeyOf(algorithm, await TestKey.make(algorithm));
    assertOwnMemory(publicKey, 'the public key');
    assert.equal(derLength(publicKey), publicKey.length, 'the public key is no DER sequence, or has bytes after it');
  }),

  onAsymmetric('gives one public key for a key, and another for another', async (algorithm) => {
    const key = await TestKey.make(algorithm);
    const publicKey = await publicKeyOf(algorithm, key);
    assertBytes(await publicKeyOf(algorithm, key), publicKey, 'the public key, asked for twice');
    const other = await publicKeyOf(algorithm, await TestKey.make(algorithm));
    assert.notEqual(Buffer.compare(publicKey, other), 0, 'two keys have one public key');
  }),

  onAsymmetric('leaves the material as it was when it gives the public key', async (algorithm) => {
    const key = await TestKey.make(algorithm);
    const material = key.material();
    await algorithm.publicKey?.(material);
    assertBytes(copyOf(material), copyOf(key.material()), 'the material');
  }),
];
