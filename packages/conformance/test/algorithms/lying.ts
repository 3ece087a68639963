import type {
  Aead,
  Algorithm,
  LoadContext,
  LoadedKey,
  Mac,
  PublicEncryption,
  SecretBytes,
  Signer,
} from '@chatelaine/core';
import { testAead } from './test-aead.ts';
import { testMac } from './test-mac.ts';
import { testPublicEncryption } from './test-public-encryption.ts';
import { testSigner } from './test-signer.ts';

/** Broken algorithms, each under what it does wrong; made anew for each check. */
export type Mutants = Readonly<Record<string, () => Algorithm>>;

type Capabilities = Required<Omit<LoadedKey, 'dispose'>>;

/** The algorithm of `make` with other members. */
export function altered(
  change: (honest: Algorithm) => Partial<Algorithm>,
  make: () => Algorithm = testAead,
): () => Algorithm {
  return () => {
    const honest = make();
    return { ...honest, ...change(honest) };
  };
}

/** `algorithm`, whose loaded keys have other members. */
export function loading(
  algorithm: Algorithm,
  change: (loaded: LoadedKey, material: SecretBytes, context: LoadContext) => object,
): Algorithm {
  return {
    ...algorithm,
    load: async (material, context) => {
      const loaded = await algorithm.load(material, context);
      return { ...loaded, ...change(loaded, material, context) };
    },
  };
}

/** Makes mutants of one capability: what `change` returns replaces its honest members. */
function lyingIn<Name extends keyof Capabilities>(name: Name, make: () => Algorithm) {
  type Capability = Capabilities[Name];
  return (change: (honest: Capability, context: LoadContext) => Partial<Capability>) => (): Algorithm =>
    loading(make(), (loaded, _material, context) => {
      const honest = loaded[name] as Capability;
      return { [name]: { ...honest, ...change(honest, context) } };
    });
}

type Lying<Capability> = (change: (honest: Capability, context: LoadContext) => Partial<Capability>) => () => Algorithm;

export const lyingAead: Lying<Aead> = lyingIn('aead', testAead);
export const lyingMac: Lying<Mac> = lyingIn('mac', testMac);
export const lyingSigner: Lying<Signer> = lyingIn('signer', testSigner);
export const lyingEncryption: Lying<PublicEncryption> = lyingIn('publicEncryption', testPublicEncryption);

/** Waits until the other calls of the same moment have begun. */
export function yielded(): Promise<void> {
  return new Promise((resume) => void setImmediate(resume));
}
