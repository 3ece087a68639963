import type { Algorithm, VaultPlugin } from '@chatelaine/core';
import { testMac } from './algorithms/test-mac.ts';
import { testSigning } from './algorithms/test-signing.ts';
import { withAlgorithms } from './algorithms/test-algorithms.ts';

/** A spec whose keys could do anything, whatever they were created for. */
const versatile: Algorithm = {
  ...testSigning,
  keySpec: 'TEST_1',
  usages: ['SIGN_VERIFY', 'ENCRYPT_DECRYPT', 'GENERATE_VERIFY_MAC'],
  suites: [1],
  algorithmNames: {
    ...testSigning.algorithmNames,
    ...testMac.algorithmNames,
    ENCRYPT_DECRYPT: ['SYMMETRIC_DEFAULT'],
  },
  load: async (material, context) => ({
    ...(await testSigning.load(material, context)),
    ...(await testMac.load(material, context)),
    aead: {
      execution: { seal: 'inline', open: 'inline' },
      overheadBytes: 76,
      seal: (header, _context, text) => Buffer.concat([header, new Uint8Array(76), text]),
      open: (sealed) => new Uint8Array(sealed.subarray(99)),
    },
  }),
};

/** Brings the key spec `TEST_1`, first usage `SIGN_VERIFY`. */
export function versatileAlgorithm(): VaultPlugin {
  return withAlgorithms(versatile);
}
