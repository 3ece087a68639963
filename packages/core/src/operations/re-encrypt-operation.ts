import type { KeyId } from '../identifiers/key-id.ts';
import { algorithmName, ciphertextBytes } from './common-parameters.ts';
import type { EncryptionContext } from './data-operations.ts';
import type { OperationDeclaration } from './declaration.ts';
import { whenEnabled } from './key-states.ts';

export interface ReEncryptRequest {
  /**
   * What encryptData, an operation on data keys, or createDataKeyPair made. It keeps what it is: a data key becomes a data key.
   * No stream: its header can't change without its segments.
   */
  readonly ciphertext: Uint8Array;
  /** Needed with an algorithm of asymmetric keys, whose ciphertexts name no key. */
  readonly sourceKeyId?: string;
  /** The encryption context that it was made with. */
  readonly sourceEncryptionContext?: EncryptionContext;
  /** Default `SYMMETRIC_DEFAULT`. */
  readonly sourceEncryptionAlgorithm?: string;
  readonly destinationKeyId: string;
  /** Default: that of the source, for a symmetric key; give `{}` for none. */
  readonly destinationEncryptionContext?: EncryptionContext;
  /** Default: the first encryption algorithm of the key. */
  readonly destinationEncryptionAlgorithm?: string;
}

export interface ReEncryptResponse {
  /** The key that the new ciphertext is of. */
  readonly keyId: KeyId;
  readonly sourceKeyId: KeyId;
  readonly ciphertext: Uint8Array;
  readonly sourceEncryptionAlgorithm: string;
  readonly destinationEncryptionAlgorithm: string;
}

export const reEncrypt: OperationDeclaration<ReEncryptRequest> = {
  action: 'kms:cmk:reEncryptFrom',
  destinationAction: 'kms:cmk:reEncryptTo',
  summary: 'Decrypts a ciphertext and encrypts it with another key, or anew, without giving out what is in it.',
  effect: 'use',
  resource: 'sourceAndDestination',
  usage: 'ENCRYPT_DECRYPT',
  states: whenEnabled,
  // What it is there for is to bring old ciphertexts above the minimum.
  opensBelowMinimum: true,
  primaryOnly: false,
  parameters: {
    ciphertext: { kind: 'ciphertext', required: true, maximum: ciphertextBytes, summary: 'The ciphertext.' },
    sourceKeyId: {
      kind: 'keyIdentifier',
      required: false,
      summary: 'The key that the ciphertext must be of.',
    },
    sourceEncryptionContext: {
      kind: 'encryptionContext',
      required: false,
      absent: 'empty',
      summary: 'The encryption context that it was made with.',
    },
    sourceEncryptionAlgorithm: {
      kind: 'algorithmName',
      required: false,
      summary: 'The algorithm that it was encrypted with, SYMMETRIC_DEFAULT if absent; any other needs the key too.',
    },
    destinationKeyId: {
      kind: 'keyIdentifier',
      required: true,
      summary: 'The key to encrypt with: its id, one of its aliases, or a URN.',
    },
    destinationEncryptionContext: {
      kind: 'encryptionContext',
      required: false,
      absent: 'unset',
      summary: 'The encryption context of the new ciphertext; that of the old one if absent.',
    },
    destinationEncryptionAlgorithm: algorithmName('new encryption'),
  },
};
