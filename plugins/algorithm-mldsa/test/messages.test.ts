import { describe, expect, test } from 'vitest';
import { algorithmOf, providersHere } from './providers.ts';

const signing = 'ML_DSA_SHAKE_256';

describe.each(await providersHere())('keys of $name', (provider) => {
  const algorithm = algorithmOf(provider, 'ML_DSA_44');
  const message = new Uint8Array(32);

  test('sign and verify whole messages only, with the one algorithm that they have', async () => {
    const key = await algorithm.load(await algorithm.generate());
    const signature = await key.sign(signing, 'RAW', message);
    expect(key.digestLength()).toBeUndefined();
    for (const refused of [
      key.sign(signing, 'DIGEST', message),
      key.verify(signing, 'DIGEST', message, signature),
      key.sign('ECDSA_SHA_256', 'RAW', message),
      key.verify('ECDSA_SHA_256', 'RAW', message, signature),
    ]) {
      await expect(refused).rejects.toMatchObject({ code: 'InvalidArgument' });
    }
  });

  test('sign messages of any length', async () => {
    const key = await algorithm.load(await algorithm.generate());
    for (const length of [0, 1, 4_096, 1_000_000]) {
      const long = new Uint8Array(length).fill(3);
      expect(await key.verify(signing, 'RAW', long, await key.sign(signing, 'RAW', long))).toBe(true);
    }
  });

  test('sign nothing once they are disposed', async () => {
    const key = await algorithm.load(await algorithm.generate());
    key.dispose();
    key.dispose();
    await expect(key.sign(signing, 'RAW', message)).rejects.toMatchObject({ code: 'Internal' });
  });
});
