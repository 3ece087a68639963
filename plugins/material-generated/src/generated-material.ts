import { SecretBytes, type MaterialContext, type MaterialSession, type MaterialSource } from '@chatelaine/core';

/** Material of the origin `kms`: the algorithm generates it while the key is created, and nobody else ever sees it. */
export const generatedMaterial: MaterialSource = Object.freeze<MaterialSource>({
  origin: 'kms',
  immediate: true,

  begin: (): MaterialSession => ({ forCaller: {}, session: SecretBytes.take(new Uint8Array()) }),

  finish: ({ algorithm }: MaterialContext): SecretBytes | Promise<SecretBytes> => algorithm.generate(),
});
