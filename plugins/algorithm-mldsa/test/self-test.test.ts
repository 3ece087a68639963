import { describe, expect, test } from 'vitest';
import { knownAnswer } from '../src/known-answers/known-answers.ts';
import { SelfTestFailure, testProvider, testSigning, testVerification } from '../src/known-answers/self-test.ts';
import type { Primitive } from '../src/primitives/primitive.ts';
import type { Provider } from '../src/providers/provider.ts';
import { allSets } from './providers.ts';

const bytes = new Uint8Array();

describe.each(allSets)('the self-test with $keySpec', (set) => {
  const { publicKey, signature } = knownAnswer(set.keySpec);
  const good = Uint8Array.from(signature);

  const primitive: Primitive = {
    hold: () => ({ sign: () => Uint8Array.from(good), wipe: () => undefined }),
    verify: (key, _message, candidate) => key.length === publicKey.length && Buffer.compare(candidate, good) === 0,
  };
  const expanded = { publicKey, secretKey: bytes };

  test('passes what gives the known answers', () => {
    expect(() => testVerification(set, primitive)).not.toThrow();
    expect(() => testSigning(set, primitive, expanded)).not.toThrow();
  });

  test.each([
    ['refuses a good signature', { ...primitive, verify: () => false }],
    ['takes an altered signature', { ...primitive, verify: () => true }],
  ])('fails a primitive that %s', (fault, broken) => {
    expect(() => testVerification(set, broken)).toThrow(SelfTestFailure);
    expect(() => testVerification(set, broken)).toThrow(`${fault} of ${set.name}`);
  });

  test('fails a primitive whose signatures do not fit', () => {
    const broken: Primitive = { ...primitive, hold: () => ({ sign: () => bytes, wipe: () => undefined }) };
    expect(() => testSigning(set, broken, expanded)).toThrow('makes signatures that do not fit');
  });

  test('fails seeds that become another key', () => {
    const other = { publicKey: Uint8Array.from(publicKey).fill(1, 0, 1), secretKey: bytes };
    expect(() => testSigning(set, primitive, other)).toThrow('makes another key of a seed');
  });

  const provider: Provider = {
    name: 'noble',
    description: { name: 'a test', timing: 'best-effort' },
    publicKey: async () => publicKey,
    keyPair: async () => ({ seed: bytes, publicKey }),
    load: async () => ({ publicKey: fitting, sign: async () => Uint8Array.from(good), dispose: () => undefined }),
    verifier: () => fitting,
  };
  const fitting = {
    verify: async (_message: Uint8Array, candidate: Uint8Array) => Buffer.compare(candidate, good) === 0,
  };
  const never = { verify: async () => false };
  const always = { verify: async () => true };

  test('passes a provider that gives the known answers', async () => {
    await expect(testProvider(set, provider)).resolves.toBeUndefined();
  });

  test.each<[string, Partial<Provider>]>([
    ['makes another key of a seed', { publicKey: async () => bytes }],
    ['refuses a good signature', { verifier: () => never }],
    ['takes an altered signature', { verifier: () => always }],
    [
      'makes signatures that do not fit',
      { load: async () => ({ publicKey: fitting, sign: async () => bytes, dispose: () => undefined }) },
    ],
    ['makes key pairs that do not fit', { keyPair: async () => ({ seed: bytes, publicKey: bytes }) }],
  ])('fails a provider that %s', async (fault, broken) => {
    await expect(testProvider(set, { ...provider, ...broken })).rejects.toThrow(`${fault} of ${set.name}`);
  });
});
