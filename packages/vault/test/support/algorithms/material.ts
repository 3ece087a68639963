import { type Algorithm, SecretBytes, VaultError } from '@chatelaine/core';

/** What all test algorithms say of themselves. */
export const common: Pick<Algorithm, 'execution' | 'provider' | 'suites'> = {
  suites: [],
  provider: { name: 'node:crypto', timing: 'constant-time' },
  execution: 'inline',
};

/** Material that is any 32 bytes. */
export const seeds: Pick<Algorithm, 'generate' | 'materialForm' | 'parse'> = {
  materialForm: 'raw',
  generate: () => SecretBytes.take(crypto.getRandomValues(new Uint8Array(32))),
  parse: (material) => {
    if (material.length !== 32) throw new VaultError('InvalidArgument', 'The material is not of 32 bytes.');
    return copyOf(material);
  },
};

export function copyOf(material: SecretBytes): SecretBytes {
  return material.use((bytes) => SecretBytes.take(new Uint8Array(bytes)));
}
