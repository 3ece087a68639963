import { constants, createCipheriv, createPublicKey, publicEncrypt, randomBytes } from 'node:crypto';
import type { WrappingParameters } from '@chatelaine/core';
import type { WrappedInput } from '@chatelaine/conformance/material-source';

const hashes: Readonly<Record<string, string>> = { RSAES_OAEP_SHA_256: 'sha256', RSAES_OAEP_SHA_1: 'sha1' };

/** RSAES-OAEP as `node:crypto` does it. */
export function encryptOaep({ publicKey, wrappingAlgorithm }: WrappingParameters, plaintext: Uint8Array): Uint8Array {
  const key = createPublicKey({ key: Buffer.from(publicKey), format: 'der', type: 'spki' });
  const padding = constants.RSA_PKCS1_OAEP_PADDING;
  return new Uint8Array(publicEncrypt({ key, padding, oaepHash: hashes[wrappingAlgorithm] ?? '' }, plaintext));
}

/** AES key wrap with padding (RFC 5649). */
function wrapWithPadding(key: Uint8Array, plaintext: Uint8Array): Uint8Array {
  const cipher = createCipheriv('id-aes256-wrap-pad', key, Buffer.from('A65959A6', 'hex'));
  return new Uint8Array(Buffer.concat([cipher.update(plaintext), cipher.final()]));
}

/** Wraps as the contract of the plugin says. */
export function wrap(parameters: WrappingParameters, material: Uint8Array, form: 'raw' | 'pkcs8'): WrappedInput {
  if (form === 'raw') return { encryptedKeyMaterial: encryptOaep(parameters, material) };
  const temporaryKey = randomBytes(32);
  return {
    encryptedKeyMaterial: encryptOaep(parameters, temporaryKey),
    encryptedPrivateKey: wrapWithPadding(temporaryKey, material),
  };
}
