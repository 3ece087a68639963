import { randomBytes } from 'node:crypto';
import type { Aead, SecretBytes } from '@chatelaine/core';
import { altered, loading, type Mutants } from './lying.ts';
import { own } from './raw-material.ts';
import { testAead, testAeadFromMaterial } from './test-aead.ts';
import { testSigner } from './test-signer.ts';

/** Lies when it loads a key or gives its public half. */
export const loadingMutants: Mutants = {
  'keeps the material instead of what it needs of it': () =>
    loading(testAead(), ({ aead }, material) => ({
      aead: { ...aead, seal: (...of: Parameters<Aead['seal']>) => material.use(() => aead?.seal(...of)) },
    })),
  'draws a key of its own each time that it loads': () => {
    const honest = testAead();
    return {
      ...honest,
      load: async (_material, context) =>
        testAeadFromMaterial(() => randomBytes(32))().load(await honest.generate(), context),
    };
  },
  'leaves derived keys where they are': () =>
    testAead({ derive: (context, header, salt) => own(context.derive(header, salt, 64)) }),
  'disposes the material when it loads': () =>
    loading(testAead(), (_loaded, material) => {
      material.dispose();
      return {};
    }),
  'shows its material': () => loading(testAead(), (_loaded, material) => ({ material: material.use(own) })),
  'has one state for all loaded keys, and disposes that': () => {
    let disposed = false;
    return loading(testAead(), ({ aead }) => ({
      aead: { ...aead, open: (...of: [Uint8Array, Uint8Array]) => (disposed ? undefined : aead?.open(...of)) },
      dispose: () => {
        disposed = true;
      },
    }));
  },

  'gives public keys with a byte too many': altered(
    (honest) => ({
      publicKey: async (material) =>
        own(Buffer.concat([(await honest.publicKey?.(material)) ?? new Uint8Array(), Buffer.alloc(1)])),
    }),
    testSigner,
  ),
  'gives all keys one public key': () => {
    let first: Uint8Array | undefined;
    const honest = testSigner();
    const publicKey = async (material: SecretBytes): Promise<Uint8Array> =>
      own((first ??= (await honest.publicKey?.(material)) ?? new Uint8Array()));
    return { ...honest, publicKey };
  },
  'disposes the material when it gives the public key': altered(
    (honest) => ({
      publicKey: async (material) => {
        const given = (await honest.publicKey?.(material)) ?? new Uint8Array();
        material.dispose();
        return given;
      },
    }),
    testSigner,
  ),
};
