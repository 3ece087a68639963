import { definePlugin, type NoNames, type VaultPlugin } from '@chatelaine/core';
import { HmacAlgorithm } from './hmac-algorithm.ts';
import { hmacSpecs } from './hmac-specs.ts';

/** Brings the key specs HMAC_256, HMAC_384 and HMAC_512: HMAC with SHA-2. */
export function hmac(): VaultPlugin<NoNames> {
  return definePlugin({
    name: '@chatelaine/algorithm-hmac',
    apiVersion: 1,
    setup: (host) => {
      for (const spec of hmacSpecs) host.algorithm(new HmacAlgorithm(spec));
    },
  });
}
