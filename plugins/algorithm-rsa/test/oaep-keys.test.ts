import type { KeyObject } from 'node:crypto';
import { expect, test } from 'vitest';
import type { OaepHash } from '../src/hash.ts';
import { NodePrimitives } from '../src/node-primitives.ts';
import type { OaepKey } from '../src/primitives.ts';
import { testKeyOf } from './rsa-keys.ts';

/** The primitives of Node, which can't prepare a key the first time. */
class FailingOnce extends NodePrimitives {
  prepared = 0;

  override oaepKey(hash: OaepHash, key: KeyObject): Promise<OaepKey> {
    this.prepared += 1;
    return this.prepared === 1 ? Promise.reject(new Error('out of memory')) : super.oaepKey(hash, key);
  }
}

test('a key that could not be prepared for decryption is prepared by the next one, and then for all', async () => {
  const primitives = new FailingOnce();
  const { publicEncryption } = testKeyOf('RSA_2048', primitives);
  const algorithm = 'RSAES_OAEP_SHA_256';
  const plaintext = Uint8Array.of(1, 2, 3);
  const ciphertext = publicEncryption.encrypt(algorithm, plaintext);
  await expect(publicEncryption.decrypt(algorithm, ciphertext)).rejects.toThrow('out of memory');
  expect(await publicEncryption.decrypt(algorithm, ciphertext)).toEqual(plaintext);
  expect(await publicEncryption.decrypt(algorithm, ciphertext)).toEqual(plaintext);
  expect(primitives.prepared).toBe(2);
});
