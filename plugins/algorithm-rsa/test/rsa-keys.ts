import { VaultError, type SecretBytes } from '@chatelaine/core';
import type { LoadedRsaKey } from '../src/loaded-rsa-key.ts';
import { NodePrimitives } from '../src/node-primitives.ts';
import type { RsaPrimitives } from '../src/primitives.ts';
import { RsaAlgorithm } from '../src/rsa-algorithm.ts';
import { rsaSpecs } from '../src/rsa-specs.ts';
import { materialOf, testKeys } from './test-keys.ts';

/** The algorithm of a key spec. */
export function algorithmOf(keySpec: string, primitives: RsaPrimitives = new NodePrimitives()): RsaAlgorithm {
  const spec = rsaSpecs.find((each) => each.keySpec === keySpec);
  if (spec === undefined) throw new VaultError('Internal', `There is no ${keySpec}.`);
  return new RsaAlgorithm(spec, primitives);
}

/** A key that went through the contract as a vault brings it: parsed, then loaded. */
export async function loaded(keySpec: string, material: SecretBytes): Promise<LoadedRsaKey> {
  const algorithm = algorithmOf(keySpec);
  return algorithm.load(await algorithm.parse(material));
}

/** The test key of a key spec, loaded. */
export function testKeyOf(keySpec: keyof typeof testKeys, primitives?: RsaPrimitives): LoadedRsaKey {
  return algorithmOf(keySpec, primitives).load(materialOf(testKeys[keySpec]));
}
