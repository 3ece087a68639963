import type { KeyId } from '../identifiers/key-id.ts';
import type { KeySpec } from '../keys/key-vocabulary.ts';
import { encryptionContext, keyId } from './common-parameters.ts';
import type { EncryptionContext } from './data-operations.ts';
import type { OperationDeclaration } from './declaration.ts';
import { whenEnabled } from './key-states.ts';
import type { Parameter } from './parameter.ts';

const keyPairSpec: Parameter = {
  kind: 'keySpec',
  required: true,
  summary: 'The key spec of the pair, such as RSA_3072 or EC_P256.',
};

export interface CreateDataKeyPairRequest {
  /** The symmetric key that encrypts the private key. */
  readonly keyId: string;
  /** A key spec of which a plugin makes pairs; `vault.describeAlgorithms()` tells which. */
  readonly keyPairSpec: KeySpec;
  readonly encryptionContext?: EncryptionContext;
}

export interface CreateDataKeyPairWithoutPlaintextResponse {
  readonly keyId: KeyId;
  readonly keyPairSpec: KeySpec;
  /** The DER of a SubjectPublicKeyInfo. */
  readonly publicKey: Uint8Array;
  /** The private key under the key: keep it; decryptDataKey opens it. */
  readonly privateKeyCiphertext: Uint8Array;
}

export interface CreateDataKeyPairResponse extends CreateDataKeyPairWithoutPlaintextResponse {
  /** The DER of a PKCS #8 PrivateKeyInfo: use it, then overwrite it. */
  readonly privateKeyPlaintext: Uint8Array;
}

export const createDataKeyPair: OperationDeclaration<CreateDataKeyPairRequest> = {
  action: 'kms:cmk:createDataKeyPair',
  summary: 'Makes a key pair and gives its private key out both plain and encrypted.',
  effect: 'use',
  resource: 'key',
  usage: 'ENCRYPT_DECRYPT',
  states: whenEnabled,
  primaryOnly: false,
  parameters: { keyId, keyPairSpec, encryptionContext },
};

export const createDataKeyPairWithoutPlaintext: OperationDeclaration<CreateDataKeyPairRequest> = {
  action: 'kms:cmk:createDataKeyPairWithoutPlaintext',
  summary: 'Makes a key pair and gives its private key out encrypted only.',
  effect: 'use',
  resource: 'key',
  usage: 'ENCRYPT_DECRYPT',
  states: whenEnabled,
  primaryOnly: false,
  parameters: { keyId, keyPairSpec, encryptionContext },
};
