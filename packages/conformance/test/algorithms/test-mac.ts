import { createHmac, createSecretKey } from 'node:crypto';
import type { Algorithm } from '@chatelaine/core';
import { own, rawMaterial } from './raw-material.ts';

/** HMAC-SHA-256, in the pool. */
export function testMac(): Algorithm {
  return {
    ...rawMaterial,
    keySpec: 'TEST_MAC',
    usages: Object.freeze(['GENERATE_VERIFY_MAC'] as const),
    suites: Object.freeze([]),
    execution: 'pool',
    algorithmNames: Object.freeze({ GENERATE_VERIFY_MAC: Object.freeze(['HMAC_SHA_256'] as const) }),
    load: async (material) => {
      const key = material.use((bytes) => createSecretKey(bytes));
      const generate = async (message: Uint8Array): Promise<Uint8Array> =>
        own(createHmac('sha256', key).update(message).digest());
      return {
        mac: { execution: { generate: 'pool' }, macAlgorithm: 'HMAC_SHA_256', generate },
        dispose: () => undefined,
      };
    },
  };
}
