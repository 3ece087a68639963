import type { KeyId } from '../identifiers/key-id.ts';
import type { KeyState } from '../keys/key-vocabulary.ts';
import { keyId } from './common-parameters.ts';
import type { OperationDeclaration } from './declaration.ts';

export interface GetParametersForImportRequest {
  readonly keyId: string;
  /** What the material will be wrapped with, such as `RSAES_OAEP_SHA_256`. */
  readonly wrappingAlgorithm: string;
  /** Default: what the material source chooses, such as `RSA_2048`. */
  readonly wrappingKeySpec?: string;
}

export interface GetParametersForImportResponse {
  readonly keyId: KeyId;
  /** The DER of a SubjectPublicKeyInfo (RFC 5280 §4.1.2.7), made for this import alone. */
  readonly publicKey: Uint8Array;
  /** The same as text (RFC 7468 §13), with a line feed after each line. */
  readonly publicKeyPem: string;
  /** For `importKeyMaterial`, once. Opaque; up to 1,024 characters of base64url. */
  readonly importToken: string;
  readonly wrappingAlgorithm: string;
  readonly wrappingKeySpec: string;
  /** When the token ends, at the latest after 24 hours. ISO 8601 in UTC. */
  readonly expiresAt: string;
  /** One sentence for people, about a choice that is allowed and not good. */
  readonly warning?: string;
}

export const getParametersForImport: OperationDeclaration<GetParametersForImportRequest> = {
  action: 'kms:cmk:getMaterial',
  summary: 'Gives a public key to wrap key material under, and the token to import it with.',
  effect: 'change',
  resource: 'key',
  origin: 'external',
  // An enabled key that can rotate may get the material of its next version.
  states: {
    ENABLED: 'allowed',
    DISABLED: 'KeyNotPendingImport',
    PENDING_DELETION: 'KeyPendingDeletion',
    PENDING_IMPORT: 'allowed',
  },
  primaryOnly: true,
  parameters: {
    keyId,
    wrappingAlgorithm: {
      kind: 'algorithmName',
      required: true,
      summary: 'What the material will be wrapped with: RSAES_OAEP_SHA_256 or RSAES_OAEP_SHA_1.',
    },
    wrappingKeySpec: {
      kind: 'keySpec',
      required: false,
      summary: 'The key to wrap it under: RSA_2048, RSA_3072 or RSA_4096; RSA_2048 if absent.',
    },
  },
};

export interface ImportKeyMaterialRequest {
  readonly keyId: string;
  /** As `getParametersForImport` gave it. */
  readonly importToken: string;
  /**
   * 1–4,096 bytes: the wrapped material, or for material that is a private key the wrapped temporary AES-256 key. See
   * docs/importing-keys.md for what each key spec takes.
   */
  readonly encryptedKeyMaterial: Uint8Array;
  /** 1–16,384 bytes: the PKCS #8 PrivateKeyInfo under the temporary key (RFC 5649); only for material that is one. */
  readonly encryptedPrivateKey?: Uint8Array;
  /** What the material was wrapped with; refused if the token is for another. */
  readonly wrappingAlgorithm?: string;
  /** When the material ends by itself, in the future; for symmetric keys only. ISO 8601 in UTC. Default: never. */
  readonly expiresAt?: string;
  /** Whether it is the material of the next version of an enabled key, to which `rotateKey` rotates. Default false. */
  readonly staged?: boolean;
}

export interface ImportKeyMaterialResponse {
  readonly keyId: KeyId;
  /** The state from now on: PENDING_IMPORT as long as the material of another version is missing. */
  readonly state: KeyState;
  /** The version that the material is of, as `epoch.sequence`. */
  readonly version: string;
  /** ISO 8601 in UTC; absent if the material does not end by itself. */
  readonly expiresAt?: string;
}

export const importKeyMaterial: OperationDeclaration<ImportKeyMaterialRequest> = {
  action: 'kms:cmk:importMaterial',
  summary: 'Imports wrapped key material. Material that the key had before must be the same bytes again.',
  effect: 'change',
  resource: 'key',
  origin: 'external',
  states: {
    ENABLED: 'allowed',
    DISABLED: 'KeyNotPendingImport',
    PENDING_DELETION: 'KeyPendingDeletion',
    PENDING_IMPORT: 'allowed',
  },
  primaryOnly: true,
  parameters: {
    keyId,
    importToken: { kind: 'text', required: true, maximum: 1_024, summary: 'The import token.' },
    encryptedKeyMaterial: {
      kind: 'bytes',
      required: true,
      minimum: 1,
      maximum: 4_096,
      summary: 'The wrapped material, or the wrapped temporary key.',
    },
    encryptedPrivateKey: {
      kind: 'bytes',
      required: false,
      minimum: 1,
      maximum: 16_384,
      summary: 'The private key under the temporary key, for material that is one.',
    },
    wrappingAlgorithm: {
      kind: 'algorithmName',
      required: false,
      summary: 'What it was wrapped with; refused if the token is for another.',
    },
    expiresAt: {
      kind: 'time',
      required: false,
      summary: 'When the material ends by itself, such as 2030-01-31T12:00:00Z; never if absent. Symmetric keys only.',
    },
    staged: {
      kind: 'boolean',
      required: false,
      summary: 'Whether it is the material of the next version, to rotate to.',
    },
  },
};

export interface DeleteImportedKeyMaterialRequest {
  readonly keyId: string;
  /** Only the material of this version, as `epoch.sequence`. Default: of all versions, staged ones included. */
  readonly version?: string;
}

export interface DeleteImportedKeyMaterialResponse {
  readonly keyId: KeyId;
  /** The state from now on. */
  readonly state: KeyState;
  /** The versions whose material was deleted, oldest first, as `epoch.sequence`. */
  readonly versions: readonly string[];
}

export const deleteImportedKeyMaterial: OperationDeclaration<DeleteImportedKeyMaterialRequest> = {
  action: 'kms:cmk:deleteMaterial',
  summary: 'Deletes imported material of a symmetric key at once; the same material can be imported again.',
  effect: 'change',
  resource: 'key',
  origin: 'external',
  states: {
    ENABLED: 'allowed',
    DISABLED: 'allowed',
    PENDING_DELETION: 'KeyPendingDeletion',
    // Of several versions, some may have their material still.
    PENDING_IMPORT: 'allowed',
  },
  primaryOnly: true,
  parameters: {
    keyId,
    version: { kind: 'keyVersion', required: false, summary: 'Only the material of this version; of all if absent.' },
  },
};
