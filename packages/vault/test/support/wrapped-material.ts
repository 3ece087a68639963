import { constants, createPublicKey, publicEncrypt, randomBytes } from 'node:crypto';
import type { CallerOperations, ImportKeyMaterialRequest } from '@chatelaine/core';

/** RSAES-OAEP as `node:crypto` does it. */
export function oaep(publicKey: Uint8Array, plaintext: Uint8Array, oaepHash: string = 'sha256'): Uint8Array {
  const key = createPublicKey({ key: Buffer.from(publicKey), format: 'der', type: 'spki' });
  return new Uint8Array(publicEncrypt({ key, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash }, plaintext));
}

/** What imports 32 bytes, random ones unless given, into an external key. */
export async function wrappedFor(
  kms: CallerOperations,
  keyId: string,
  material: Uint8Array = randomBytes(32),
): Promise<Pick<ImportKeyMaterialRequest, 'importToken' | 'encryptedKeyMaterial'>> {
  const { importToken, publicKey } = await kms.getParametersForImport({
    keyId,
    wrappingAlgorithm: 'RSAES_OAEP_SHA_256',
  });
  return { importToken, encryptedKeyMaterial: oaep(publicKey, material) };
}
