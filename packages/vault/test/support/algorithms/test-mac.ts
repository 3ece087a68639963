import { createHmac, createSecretKey } from 'node:crypto';
import type { Algorithm } from '@chatelaine/core';
import { common, seeds } from './material.ts';

/** HMAC-SHA-256. */
export const testMac: Algorithm = {
  ...common,
  ...seeds,
  keySpec: 'TEST_MAC',
  usages: ['GENERATE_VERIFY_MAC'],
  algorithmNames: { GENERATE_VERIFY_MAC: ['HMAC_SHA_256'] },
  load: (material) => {
    const key = material.use((bytes) => createSecretKey(bytes));
    return {
      mac: {
        execution: { generate: 'inline' },
        macAlgorithm: 'HMAC_SHA_256',
        generate: (message) => createHmac('sha256', key).update(message).digest(),
      },
      dispose: () => undefined,
    };
  },
};
