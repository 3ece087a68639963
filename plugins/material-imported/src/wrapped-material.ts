import { types } from 'node:util';
import { VaultError } from '@chatelaine/core';

/** What a caller gives to import. */
export interface WrappedMaterial {
  /** One block of RSAES-OAEP: of the material itself, or of the temporary key. */
  readonly encryptedKeyMaterial: Uint8Array;
  /** The private key under the temporary key, for material that is one. */
  readonly encryptedPrivateKey: Uint8Array | undefined;
}

/**
 * Reads what the caller gave, by its form alone: nothing was unwrapped yet.
 *
 * @param form The form of the material of the key.
 * @throws VaultError `InvalidArgument`
 */
export function takeWrappedMaterial(input: unknown, form: 'raw' | 'pkcs8'): WrappedMaterial {
  const { encryptedKeyMaterial, encryptedPrivateKey }: Record<string, unknown> =
    typeof input === 'object' && input !== null ? { ...input } : {};
  if (!types.isUint8Array(encryptedKeyMaterial)) {
    throw new VaultError('InvalidArgument', 'encryptedKeyMaterial is needed, as a Uint8Array.');
  }
  if (form === 'raw' && encryptedPrivateKey !== undefined) {
    throw new VaultError(
      'InvalidArgument',
      'The material of this key is wrapped directly: give encryptedKeyMaterial alone, without encryptedPrivateKey.',
    );
  }
  if (form === 'pkcs8' && !types.isUint8Array(encryptedPrivateKey)) {
    throw new VaultError(
      'InvalidArgument',
      'The material of this key is a private key: give it in encryptedPrivateKey, wrapped under a temporary AES-256 key, ' +
        'and that key in encryptedKeyMaterial.',
    );
  }
  return {
    encryptedKeyMaterial: new Uint8Array(encryptedKeyMaterial),
    encryptedPrivateKey: types.isUint8Array(encryptedPrivateKey) ? new Uint8Array(encryptedPrivateKey) : undefined,
  };
}
