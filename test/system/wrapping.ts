import { constants, createCipheriv, createPublicKey, publicEncrypt, randomBytes } from 'node:crypto';
import { ec } from '@chatelaine/algorithm-ec';
import { hmac } from '@chatelaine/algorithm-hmac';
import { mldsa } from '@chatelaine/algorithm-mldsa';
import { rsa } from '@chatelaine/algorithm-rsa';
import { secp256k1 } from '@chatelaine/algorithm-secp256k1';
import { openTestVault } from '@chatelaine/conformance';
import type { CallerOperations, CreateKeyRequest, GetParametersForImportResponse } from '@chatelaine/core';
import { imported } from '@chatelaine/material-imported';
import type { Vault } from '@chatelaine/vault';

/** A vault in memory into which keys of every spec can be imported. */
export function openImportingVault(): Promise<Vault> {
  return openTestVault({ plugins: [imported(), hmac(), rsa(), ec(), secp256k1(), mldsa()] });
}

/** A new external key, and what to wrap its material with. */
export async function beginImport(
  kms: CallerOperations,
  request: Omit<CreateKeyRequest, 'origin'>,
  wrappingAlgorithm = 'RSAES_OAEP_SHA_256',
): Promise<GetParametersForImportResponse> {
  const { keyId } = await kms.createKey({ ...request, origin: 'external' });
  return kms.getParametersForImport({ keyId, wrappingAlgorithm });
}

/** RSAES-OAEP with SHA-256 by node:crypto. */
export function wrapWithOaep(publicKey: Uint8Array, material: Uint8Array): Uint8Array {
  const key = createPublicKey({ key: Buffer.from(publicKey), format: 'der', type: 'spki' });
  return publicEncrypt({ key, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha256' }, material);
}

/** A private key under a temporary AES key (RFC 5649) and that under RSAES-OAEP, by node:crypto. */
export function wrapPrivateKey(
  publicKey: Uint8Array,
  pkcs8: Uint8Array,
): { readonly encryptedKeyMaterial: Uint8Array; readonly encryptedPrivateKey: Uint8Array } {
  const temporaryKey = randomBytes(32);
  const cipher = createCipheriv('id-aes256-wrap-pad', temporaryKey, Buffer.from('a65959a6', 'hex'));
  return {
    encryptedKeyMaterial: wrapWithOaep(publicKey, temporaryKey),
    encryptedPrivateKey: Buffer.concat([cipher.update(pkcs8), cipher.final()]),
  };
}
