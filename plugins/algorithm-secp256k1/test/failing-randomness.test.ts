import type * as Crypto from 'node:crypto';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { newKey, providerNames, registered, signerOf } from './subjects.ts';

const generator = { fails: false };

vi.mock('node:crypto', async (original) => {
  const crypto = await original<typeof Crypto>();
  const randomFillSync = (view: NodeJS.ArrayBufferView): NodeJS.ArrayBufferView => {
    if (generator.fails) throw new Error('no entropy');
    return crypto.randomFillSync(view);
  };
  return { ...crypto, randomFillSync };
});

beforeEach(() => {
  generator.fails = false;
});

describe.each(providerNames.filter((name) => name !== 'node'))(
  'requirement 24: without random numbers %s',
  (provider) => {
    test('makes no key', async () => {
      const algorithm = await registered({ provider });
      generator.fails = true;
      await expect(async () => algorithm.generate()).rejects.toThrow('no entropy');
      await expect(async () => algorithm.dataKeyPair?.generate()).rejects.toThrow('no entropy');
    });

    test('makes no signature', async () => {
      const algorithm = await registered({ provider });
      const { signer } = await signerOf(algorithm, (await newKey(algorithm)).material);
      generator.fails = true;
      await expect(async () => signer.sign('ECDSA_SHA_256', 'RAW', new Uint8Array())).rejects.toThrow('no entropy');
    });
  },
);
