import assert from 'node:assert/strict';
import type { Aead, Algorithm, LoadedKey, Mac, PublicEncryption, Signer } from '@chatelaine/core';
import type { Check } from '../check.ts';
import { TestKey } from './test-key.ts';

/** A new key, loaded, with one capability of it. */
export interface Loaded<Capability> {
  readonly algorithm: Algorithm;
  readonly key: TestKey;
  readonly loaded: LoadedKey;
  readonly use: Capability;
  /** The same capability of another new key. */
  readonly another: () => Promise<Loaded<Capability>>;
}

/** What a spec declares it can do. A check of its own holds loaded keys to it. */
export const declares = {
  aead: (algorithm: Algorithm): boolean => encrypts(algorithm) && algorithm.suites.length > 0,
  publicEncryption: (algorithm: Algorithm): boolean => encrypts(algorithm) && algorithm.suites.length === 0,
  signer: (algorithm: Algorithm): boolean => algorithm.usages.includes('SIGN_VERIFY'),
  mac: (algorithm: Algorithm): boolean => algorithm.usages.includes('GENERATE_VERIFY_MAC'),
};

function encrypts(algorithm: Algorithm): boolean {
  return algorithm.usages.includes('ENCRYPT_DECRYPT');
}

async function load<Capability>(
  algorithm: Algorithm,
  capability: (loaded: LoadedKey) => Capability | undefined,
  own?: TestKey,
): Promise<Loaded<Capability>> {
  const key = own ?? (await TestKey.make(algorithm));
  const loaded = await key.load();
  const use = capability(loaded);
  assert(use !== undefined, 'the loaded key lacks a capability that the algorithm declares');
  return { algorithm, key, loaded, use, another: async () => load(algorithm, capability, await key.another()) };
}

/** A law of every algorithm. */
export function onAlgorithm(name: string, run: (algorithm: Algorithm) => Promise<void>): Check<Algorithm> {
  return { name, run };
}

/** A law of specs with authenticated encryption. */
export function onAead(name: string, run: (loaded: Loaded<Aead>) => Promise<void>): Check<Algorithm> {
  return {
    name,
    appliesTo: declares.aead,
    run: async (algorithm) => run(await load(algorithm, ({ aead }) => aead)),
  };
}

/** A law of specs that encrypt to a public key. */
export function onPublicEncryption(
  name: string,
  run: (loaded: Loaded<PublicEncryption>) => Promise<void>,
): Check<Algorithm> {
  return {
    name,
    appliesTo: declares.publicEncryption,
    run: async (algorithm) => run(await load(algorithm, ({ publicEncryption }) => publicEncryption)),
  };
}

/** A law of specs that sign. */
export function onSigner(name: string, run: (loaded: Loaded<Signer>) => Promise<void>): Check<Algorithm> {
  return {
    name,
    appliesTo: declares.signer,
    run: async (algorithm) => run(await load(algorithm, ({ signer }) => signer)),
  };
}

/** A law of specs with message authentication codes. */
export function onMac(name: string, run: (loaded: Loaded<Mac>) => Promise<void>): Check<Algorithm> {
  return { name, appliesTo: declares.mac, run: async (algorithm) => run(await load(algorithm, ({ mac }) => mac)) };
}
