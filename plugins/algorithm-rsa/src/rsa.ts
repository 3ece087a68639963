import { definePlugin, type NoNames, type VaultPlugin } from '@chatelaine/core';
import { NodePrimitives } from './node-primitives.ts';
import type { RsaPrimitives } from './primitives.ts';
import { RsaAlgorithm } from './rsa-algorithm.ts';
import { rsaSpecs } from './rsa-specs.ts';
import { selfTest } from './self-test.ts';

/** Brings the key specs RSA_2048, RSA_3072 and RSA_4096: RSASSA-PSS, RSASSA-PKCS1-v1_5 and RSAES-OAEP. */
export function rsa(): VaultPlugin<NoNames> {
  return rsaOn(() => new NodePrimitives());
}

/** The plugin on any primitives; each vault gets its own. They are not used before they have passed the self-test. */
export function rsaOn(primitives: () => RsaPrimitives): VaultPlugin<NoNames> {
  return definePlugin({
    name: '@chatelaine/algorithm-rsa',
    apiVersion: 1,
    setup: async (host) => {
      const own = primitives();
      await selfTest(own);
      for (const spec of rsaSpecs) host.algorithm(new RsaAlgorithm(spec, own));
    },
  });
}
