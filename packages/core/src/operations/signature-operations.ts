import type { KeyId } from '../identifiers/key-id.ts';
import { type KeySpec, type KeyUsage, type MessageType, messageTypes } from '../keys/key-vocabulary.ts';
import { algorithmName, keyId, message } from './common-parameters.ts';
import type { OperationDeclaration } from './declaration.ts';
import { whenEnabled } from './key-states.ts';
import type { Parameter } from './parameter.ts';

const messageType: Parameter = {
  kind: 'choice',
  required: false,
  among: messageTypes,
  summary: 'Whether the message is the message itself or its digest, RAW if absent.',
};

export interface SignRequest {
  readonly keyId: string;
  /**
   * `RAW`: up to 4,096 bytes, or what the host configured. `DIGEST`: exactly as many bytes as the digest of the signing
   * algorithm has.
   */
  readonly message: Uint8Array;
  /** Default `RAW`. */
  readonly messageType?: MessageType;
  /** Default: the first signing algorithm of the key. */
  readonly signingAlgorithm?: string;
}

export interface SignResponse {
  readonly keyId: KeyId;
  /** RSA: as long as the modulus. ECDSA: the DER of an Ecdsa-Sig-Value (RFC 3279 §2.2.3). ML-DSA: as in FIPS 204. */
  readonly signature: Uint8Array;
  readonly signingAlgorithm: string;
}

export const sign: OperationDeclaration<SignRequest> = {
  action: 'kms:cmk:sign',
  summary: 'Signs a message or its digest.',
  effect: 'use',
  resource: 'key',
  usage: 'SIGN_VERIFY',
  states: whenEnabled,
  primaryOnly: false,
  parameters: { keyId, message, messageType, signingAlgorithm: algorithmName('signing') },
};

export interface VerifyRequest extends SignRequest {
  /** Up to 65,536 bytes. */
  readonly signature: Uint8Array;
}

export interface VerifyResponse {
  readonly keyId: KeyId;
  /** False for whatever is no signature of this message by this key, malformed ones included. */
  readonly signatureValid: boolean;
  readonly signingAlgorithm: string;
}

export const verify: OperationDeclaration<VerifyRequest> = {
  action: 'kms:cmk:verify',
  summary: 'Tells whether a signature is one of this message by this key.',
  effect: 'use',
  resource: 'key',
  usage: 'SIGN_VERIFY',
  states: whenEnabled,
  primaryOnly: false,
  parameters: {
    keyId,
    message,
    messageType,
    signature: { kind: 'bytes', required: true, minimum: 0, maximum: 65_536, summary: 'The signature.' },
    signingAlgorithm: algorithmName('signing'),
  },
};

export interface GetPublicKeyRequest {
  readonly keyId: string;
}

export interface GetPublicKeyResponse {
  readonly keyId: KeyId;
  /** The DER of a SubjectPublicKeyInfo (RFC 5280 §4.1.2.7; RFC 9881 for ML-DSA). */
  readonly publicKey: Uint8Array;
  /** The same as text (RFC 7468 §13), with a line feed after each line. */
  readonly publicKeyPem: string;
  readonly keySpec: KeySpec;
  readonly keyUsage: KeyUsage;
  /** What the key signs with, the default first. Absent for keys that encrypt. */
  readonly signingAlgorithms?: readonly string[];
  /** What the key decrypts, the default first, those that it no longer encrypts with last. Absent for keys that sign. */
  readonly encryptionAlgorithms?: readonly string[];
}

export const getPublicKey: OperationDeclaration<GetPublicKeyRequest> = {
  action: 'kms:cmk:getPublicKey',
  summary: 'Gives the public half of an asymmetric key.',
  effect: 'read',
  resource: 'key',
  states: whenEnabled,
  primaryOnly: false,
  parameters: { keyId },
};
