import { SecretBytes } from '@chatelaine/core';
import { describe, expect, test } from 'vitest';
import { algorithmOf, allSets, providersHere } from './providers.ts';

const signing = 'ML_DSA_SHAKE_256';
const providers = await providersHere();
const pairs = providers.flatMap((maker) =>
  providers.filter((one) => one !== maker).map((reader) => ({ maker, reader })),
);
const message = Buffer.from('one signs, the other verifies');

test('there are two implementations at least, to compare with each other', () => {
  expect(providers.length).toBeGreaterThanOrEqual(2);
});

describe.each(pairs)('what $maker.name makes, $reader.name understands', ({ maker, reader }) => {
  test.each(allSets)('for keys of $keySpec', async ({ keySpec }) => {
    const [making, reading] = [algorithmOf(maker, keySpec), algorithmOf(reader, keySpec)];
    const seed = await making.generate();
    const [publicKey, same] = await Promise.all([making, reading].map((algorithm) => algorithm.publicKey(seed)));
    expect(publicKey).toEqual(same);
    const [signer, other] = await Promise.all([making.load(seed), reading.load(reading.parse(seed))]);
    const signature = await signer.sign(signing, 'RAW', message);
    expect(await other.verify(signing, 'RAW', message, signature)).toBe(true);
    expect(await other.verify(signing, 'RAW', message.subarray(1), signature)).toBe(false);
    const verifier = reading.verifier(publicKey ?? new Uint8Array());
    expect(await verifier.verify(signing, 'RAW', message, signature)).toBe(true);
  });

  test.each(allSets)('for data-key pairs of $keySpec', async ({ keySpec }) => {
    const { publicKey, privateKey } = await algorithmOf(maker, keySpec).dataKeyPair.generate();
    const seed = privateKey.use((der) => SecretBytes.take(der.slice(-32)));
    const key = await algorithmOf(reader, keySpec).load(seed);
    const signature = await key.sign(signing, 'RAW', message);
    const verifier = algorithmOf(maker, keySpec).verifier(publicKey);
    expect(await verifier.verify(signing, 'RAW', message, signature)).toBe(true);
  });
});
