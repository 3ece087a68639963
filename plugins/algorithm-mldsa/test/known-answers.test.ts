import { createHash } from 'node:crypto';
import { SecretBytes } from '@chatelaine/core';
import { describe, expect, test } from 'vitest';
import { knownMessage, knownSeed } from '../src/known-answers/known-answer.ts';
import { knownAnswer } from '../src/known-answers/known-answers.ts';
import { expandSeed } from '../src/primitives/noble.ts';
import { loadPrimitive } from '../src/primitives/load-primitive.ts';
import { accumulated } from './accumulated.ts';
import { algorithmOf, allSets, providersHere } from './providers.ts';
import { deterministically } from './randomness.ts';
import { standardAnswers } from './standard-answers.ts';

const digest = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const providers = await providersHere();

describe.each(allSets)('$keySpec', (set) => {
  const answers = standardAnswers[set.keySpec];

  test.each(providers)('of $name makes the keys of NIST ACVP', async (provider) => {
    const [seed, publicKey] = answers.keyGeneration;
    expect(digest(await provider.publicKey(set, Uint8Array.from(Buffer.from(seed, 'hex'))))).toBe(publicKey);
  });

  test.each(providers)('of $name writes the example of RFC 9881', async (provider) => {
    const seed = SecretBytes.take(Uint8Array.from({ length: 32 }, (_, index) => index));
    expect(digest(await algorithmOf(provider, set.keySpec).publicKey(seed))).toBe(answers.subjectPublicKeyInfo);
  });

  test('tests itself with a signature that others published', () => {
    expect(digest(knownAnswer(set.keySpec).signature)).toBe(answers.signature);
  });

  test.each(['liboqs', 'noble'] as const)('of %s makes that signature, without randomness', async (name) => {
    const primitive = await loadPrimitive(name, set);
    const { publicKey, secretKey } = await expandSeed(set, knownSeed());
    expect(publicKey).toEqual(knownAnswer(set.keySpec).publicKey);
    const held = primitive.hold(secretKey);
    expect(digest(deterministically(() => held.sign(knownMessage())))).toBe(answers.signature);
  });

  test('of liboqs makes the keys and signatures of C2SP/CCTV', async () => {
    expect(await accumulated(set, await loadPrimitive('liboqs', set), 100)).toBe(answers.accumulated[0]);
  });
});
