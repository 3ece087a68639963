import { randomBytes } from 'node:crypto';
import { SecretBytes, VaultError, type Algorithm } from '@chatelaine/core';

const length = 32;

/** Material of the algorithms in these tests: any 32 bytes. */
export const rawMaterial: Pick<Algorithm, 'generate' | 'materialForm' | 'parse' | 'provider'> = {
  materialForm: 'raw',
  provider: Object.freeze({ name: 'test', timing: 'best-effort' }),
  generate: () => SecretBytes.take(randomBytes(length)),
  parse: (material) => {
    if (material.length !== length) throw new VaultError('InvalidArgument', 'The material is not of 32 bytes.');
    return material.use((bytes) => SecretBytes.take(new Uint8Array(bytes)));
  },
};

/** A plain array with memory of its own. */
export function own(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(bytes);
}

/** What algorithms answer to names that they don't know. */
export function unknownAlgorithm(name: string): VaultError {
  return new VaultError('InvalidArgument', `There is no algorithm '${name}'.`);
}
