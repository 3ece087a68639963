import { describe, expect, test } from 'vitest';
import { loadPrimitive } from '../src/primitives/load-primitive.ts';
import { expandSeed } from '../src/primitives/noble.ts';
import { algorithmOf, allSets, providersHere } from './providers.ts';
import { withRandomness } from './randomness.ts';

const message = Uint8Array.of(1, 2, 3);

describe.each(['liboqs', 'noble'] as const)('requirement 9: %s signs hedged', (name) => {
  describe.each(allSets)('with $keySpec', (set) => {
    async function signing() {
      const primitive = await loadPrimitive(name, set);
      const { publicKey, secretKey } = await expandSeed(set, new Uint8Array(32));
      return { primitive, publicKey, held: primitive.hold(secretKey) };
    }

    test('and draws 32 random bytes for each signature', async () => {
      const { held } = await signing();
      const { drawn } = withRandomness(
        (bytes) => bytes.fill(9),
        () => [held.sign(message), held.sign(message)],
      );
      expect(drawn).toEqual([32, 32]);
    });

    test('so that other random bytes make another signature, which fits as well', async () => {
      const { primitive, publicKey, held } = await signing();
      const sign = (byte: number): Uint8Array =>
        withRandomness(
          (bytes) => bytes.fill(byte),
          () => held.sign(message),
        ).result;
      expect(sign(1)).toEqual(sign(1));
      expect(sign(1)).not.toEqual(sign(2));
      expect(primitive.verify(publicKey, message, sign(1))).toBe(true);
      expect(primitive.verify(publicKey, message, sign(2))).toBe(true);
    });

    test('requirement 24: and makes no signature if there are no random bytes', async () => {
      const { primitive, publicKey, held } = await signing();
      const fail = (): never => {
        throw new Error('no entropy');
      };
      expect(() => withRandomness(fail, () => held.sign(message))).toThrow('no entropy');
      expect(primitive.verify(publicKey, message, held.sign(message))).toBe(true);
    });
  });
});

test.each(await providersHere())('$name never makes the same signature twice', async (provider) => {
  const algorithm = algorithmOf(provider, 'ML_DSA_44');
  const key = await algorithm.load(await algorithm.generate());
  const sign = () => key.sign('ML_DSA_SHAKE_256', 'RAW', message);
  const signatures = await Promise.all(Array.from({ length: 8 }, sign));
  expect(new Set(signatures.map((signature) => Buffer.from(signature).toString('hex'))).size).toBe(8);
});
