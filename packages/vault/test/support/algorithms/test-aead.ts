import { createCipheriv, createDecipheriv, createSecretKey, randomBytes } from 'node:crypto';
import { type Algorithm, headerBytes } from '@chatelaine/core';
import { common, seeds } from './material.ts';

/** AES-256-GCM without all that the product does besides. */
export const testAead: Algorithm = {
  ...common,
  ...seeds,
  keySpec: 'TEST_AEAD',
  usages: ['ENCRYPT_DECRYPT'],
  suites: [1],
  algorithmNames: { ENCRYPT_DECRYPT: ['SYMMETRIC_DEFAULT'] },
  load: (material) => {
    const key = material.use((bytes) => createSecretKey(bytes));
    return {
      aead: {
        execution: { seal: 'inline', open: 'inline' },
        seal: (header, context, plaintext) => {
          const nonce = randomBytes(12);
          const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: 16 });
          cipher.setAAD(Buffer.concat([header, context]));
          const encrypted = [cipher.update(plaintext), cipher.final()];
          return new Uint8Array(Buffer.concat([header, nonce, cipher.getAuthTag(), ...encrypted]));
        },
        open: (ciphertext, context) => {
          const at = (from: number, to?: number): Uint8Array =>
            ciphertext.subarray(headerBytes + from, to && headerBytes + to);
          const decipher = createDecipheriv('aes-256-gcm', key, at(0, 12), { authTagLength: 16 });
          decipher.setAAD(Buffer.concat([ciphertext.subarray(0, headerBytes), context]));
          decipher.setAuthTag(at(12, 28));
          return new Uint8Array(Buffer.concat([decipher.update(at(28)), decipher.final()]));
        },
      },
      dispose: () => undefined,
    };
  },
};
