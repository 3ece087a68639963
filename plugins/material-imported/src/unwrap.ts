import { randomBytes } from 'node:crypto';
import { SecretBytes } from '@chatelaine/core';
import { unwrapWithPadding } from './key-wrap-with-padding.ts';
import { decryptOaep } from './oaep.ts';
import { withoutPadding } from './without-padding.ts';
import type { WrappedMaterial } from './wrapped-material.ts';
import type { WrappingAlgorithm } from './wrapping-algorithms.ts';

const temporaryKeyBytes = 32;

/** Unwraps material; `undefined` whatever the reason. */
export async function unwrap(
  algorithm: WrappingAlgorithm,
  privateKey: Uint8Array,
  { encryptedKeyMaterial, encryptedPrivateKey }: WrappedMaterial,
): Promise<SecretBytes | undefined> {
  const decrypted = await decryptOaep(algorithm, privateKey, encryptedKeyMaterial);
  if (encryptedPrivateKey === undefined) return decrypted && SecretBytes.take(decrypted);
  // Without the temporary key a random one takes its place, so that the same work is done whatever was wrong.
  const random = randomBytes(temporaryKeyBytes);
  const temporaryKey = decrypted?.length === temporaryKeyBytes ? decrypted : random;
  const unwrapped = unwrapWithPadding(temporaryKey, encryptedPrivateKey);
  decrypted?.fill(0);
  return unwrapped && SecretBytes.take(withoutPadding(unwrapped));
}
