import type { KeyId } from '../identifiers/key-id.ts';
import { ciphertextBytes, encryptionContext, expectedKeyId, keyId } from './common-parameters.ts';
import type { EncryptionContext } from './data-operations.ts';
import type { OperationDeclaration } from './declaration.ts';
import { whenEnabled } from './key-states.ts';
import type { Parameter } from './parameter.ts';

const length: Parameter = {
  kind: 'integer',
  required: false,
  minimum: 1,
  maximum: 1_024,
  default: 32,
  summary: 'The length of the data key in bytes.',
};

export interface CreateDataKeyRequest {
  readonly keyId: string;
  /** Bytes, 1–1,024; default 32. */
  readonly length?: number;
  readonly encryptionContext?: EncryptionContext;
}

export interface CreateDataKeyResponse {
  readonly keyId: KeyId;
  /** The data key itself: use it, then overwrite it. */
  readonly plaintext: Uint8Array;
  /** The data key under the key: keep it with the data. */
  readonly ciphertext: Uint8Array;
}

export const createDataKey: OperationDeclaration<CreateDataKeyRequest> = {
  action: 'kms:cmk:createDataKey',
  summary: 'Makes a data key and gives it out both plain and encrypted.',
  effect: 'use',
  resource: 'key',
  usage: 'ENCRYPT_DECRYPT',
  states: whenEnabled,
  primaryOnly: false,
  parameters: { keyId, length, encryptionContext },
};

export interface CreateDataKeyWithoutPlaintextResponse {
  readonly keyId: KeyId;
  readonly ciphertext: Uint8Array;
}

export const createDataKeyWithoutPlaintext: OperationDeclaration<CreateDataKeyRequest> = {
  action: 'kms:cmk:createDataKeyWithoutPlaintext',
  summary: 'Makes a data key and gives it out encrypted only.',
  effect: 'use',
  resource: 'key',
  usage: 'ENCRYPT_DECRYPT',
  states: whenEnabled,
  primaryOnly: false,
  parameters: { keyId, length, encryptionContext },
};

export interface EncryptDataKeyRequest {
  readonly keyId: string;
  /** 1–1,024 bytes. */
  readonly plaintext: Uint8Array;
  readonly encryptionContext?: EncryptionContext;
}

export interface EncryptDataKeyResponse {
  readonly keyId: KeyId;
  readonly ciphertext: Uint8Array;
}

export const encryptDataKey: OperationDeclaration<EncryptDataKeyRequest> = {
  action: 'kms:cmk:encryptDataKey',
  summary: 'Encrypts a data key that the caller has.',
  effect: 'use',
  resource: 'key',
  usage: 'ENCRYPT_DECRYPT',
  states: whenEnabled,
  primaryOnly: false,
  parameters: {
    keyId,
    plaintext: { kind: 'bytes', required: true, minimum: 1, maximum: 1_024, summary: 'The data key.' },
    encryptionContext,
  },
};

export interface DecryptDataKeyRequest {
  /** An encrypted data key, or the encrypted private key of a data-key pair. */
  readonly ciphertext: Uint8Array;
  readonly keyId?: string;
  readonly encryptionContext?: EncryptionContext;
}

export interface DecryptDataKeyResponse {
  readonly keyId: KeyId;
  /** The data key; of a data-key pair the DER of a PKCS #8 PrivateKeyInfo. Use it, then overwrite it. */
  readonly plaintext: Uint8Array;
}

export const decryptDataKey: OperationDeclaration<DecryptDataKeyRequest> = {
  action: 'kms:cmk:decryptDataKey',
  summary: 'Decrypts a data key, or the private key of a data-key pair.',
  effect: 'use',
  resource: 'ciphertext',
  usage: 'ENCRYPT_DECRYPT',
  states: whenEnabled,
  primaryOnly: false,
  parameters: {
    ciphertext: { kind: 'ciphertext', required: true, maximum: ciphertextBytes, summary: 'The encrypted data key.' },
    keyId: expectedKeyId,
    encryptionContext,
  },
};
