import { type Algorithm, definePlugin, pluginApiVersion, SecretBytes, type VaultPlugin } from '@chatelaine/core';

/** A spec whose keys could do anything, whatever they were created for. */
const versatile: Algorithm = {
  keySpec: 'TEST_1',
  usages: ['SIGN_VERIFY', 'ENCRYPT_DECRYPT'],
  suites: [1],
  algorithmNames: { SIGN_VERIFY: ['TEST'], ENCRYPT_DECRYPT: ['SYMMETRIC_DEFAULT'] },
  materialForm: 'raw',
  provider: { name: 'test', timing: 'best-effort' },
  execution: 'inline',
  generate: () => SecretBytes.take(new Uint8Array(32)),
  parse: (material) => material.use((bytes) => SecretBytes.take(new Uint8Array(bytes))),
  load: () => ({
    aead: {
      execution: { seal: 'inline', open: 'inline' },
      overheadBytes: 76,
      seal: (header, _context, text) => Buffer.concat([header, new Uint8Array(76), text]),
      open: (sealed) => new Uint8Array(sealed.subarray(99)),
    },
    dispose: () => undefined,
  }),
};

/** Brings the key spec `TEST_1`, first usage `SIGN_VERIFY`. */
export function versatileAlgorithm(): VaultPlugin {
  return definePlugin({
    name: 'test/versatile',
    apiVersion: pluginApiVersion,
    setup: (host) => host.algorithm(versatile),
  });
}
