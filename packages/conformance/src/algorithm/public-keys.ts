import assert from 'node:assert/strict';
import type { Algorithm } from '@chatelaine/core';
import type { Check } from '../check.ts';
import { declares } from './algorithm-check.ts';
import { assertBytes, assertOneSequence, assertOwnMemory } from './expectations.ts';
import { copyOf } from './generated-material.ts';
import { TestKey } from './test-key.ts';

function onAsymmetric(name: string, run: (algorithm: Algorithm) => Promise<void>): Check<Algorithm> {
  return { name, appliesTo: (algorithm) => declares.signer(algorithm) || declares.publicEncryption(algorithm), run };
}

async function publicKeyOf(algorithm: Algorithm, key: TestKey): Promise<Uint8Array> {
  assert(algorithm.publicKey !== undefined, 'the algorithm gives no public keys');
  return algorithm.publicKey(key.material());
}

export const publicKeyChecks: readonly Check<Algorithm>[] = [
  onAsymmetric('gives the public key as one DER sequence in memory of its own', async (algorithm) => {
    const publicKey = await publicKeyOf(algorithm, await TestKey.make(algorithm));
    assertOwnMemory(publicKey, 'the public key');
    assertOneSequence(publicKey, 'the public key');
  }),

  onAsymmetric('gives one public key for a key, and another for another', async (algorithm) => {
    const key = await TestKey.make(algorithm);
    const publicKey = await publicKeyOf(algorithm, key);
    assertBytes(await publicKeyOf(algorithm, key), publicKey, 'the public key, asked for twice');
    const other = await publicKeyOf(algorithm, await key.another());
    assert.notEqual(Buffer.compare(publicKey, other), 0, 'two keys have one public key');
  }),

  onAsymmetric('leaves the material as it was when it gives the public key', async (algorithm) => {
    const key = await TestKey.make(algorithm);
    const material = key.material();
    await algorithm.publicKey?.(material);
    assertBytes(copyOf(material), copyOf(key.material()), 'the material');
  }),
];
