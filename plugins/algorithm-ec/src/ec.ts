import { definePlugin, type NoNames, type VaultPlugin } from '@chatelaine/core';
import { DigestThread, EcdsaAlgorithm, OpensslProvider, p256, p384 } from '@chatelaine/ecdsa';

/** Brings the key specs EC_P256 and EC_P384: ECDSA on the curves P-256 and P-384. */
export function ec(): VaultPlugin<NoNames> {
  return definePlugin({
    name: '@chatelaine/algorithm-ec',
    apiVersion: 1,
    setup: (host) => {
      const digests = new DigestThread();
      host.algorithm(new EcdsaAlgorithm(new OpensslProvider(p256, 'inline', digests)));
      host.algorithm(new EcdsaAlgorithm(new OpensslProvider(p384, 'pool', digests)));
    },
  });
}
