import type { Readable } from 'node:stream';
import type { KeyId } from '../identifiers/key-id.ts';
import { algorithmName, ciphertextBytes, encryptionContext, expectedKeyId, keyId } from './common-parameters.ts';
import type { OperationDeclaration } from './declaration.ts';
import { whenEnabled } from './key-states.ts';

/** Pairs of text that are authenticated with a ciphertext: at most 64 pairs and 8,192 bytes of UTF-8. */
export type EncryptionContext = Readonly<Record<string, string>>;

export interface EncryptDataRequest {
  readonly keyId: string;
  /** Up to 4,096 bytes, or what the host configured; under an RSA key as many as fit into its block. */
  readonly plaintext: Uint8Array;
  /** For symmetric keys only. */
  readonly encryptionContext?: EncryptionContext;
  /** Default: the first encryption algorithm of the key. */
  readonly encryptionAlgorithm?: string;
}

export interface EncryptDataResponse {
  readonly keyId: KeyId;
  /** Of a symmetric key: what decryptData takes as it is. Of an RSA key: the bare block, which names neither key nor algorithm. */
  readonly ciphertext: Uint8Array;
  readonly encryptionAlgorithm: string;
}

export const encryptData: OperationDeclaration<EncryptDataRequest> = {
  action: 'kms:cmk:encryptData',
  summary: 'Encrypts a small amount of data with a key.',
  effect: 'use',
  resource: 'key',
  usage: 'ENCRYPT_DECRYPT',
  states: whenEnabled,
  primaryOnly: false,
  parameters: {
    keyId,
    plaintext: { kind: 'bytes', required: true, minimum: 0, maximum: 'plaintextBytes', summary: 'The data.' },
    encryptionContext,
    encryptionAlgorithm: algorithmName('encryption'),
  },
};

export interface DecryptDataRequest {
  readonly ciphertext: Uint8Array;
  /** Needed with an algorithm of asymmetric keys, whose ciphertexts name no key. */
  readonly keyId?: string;
  /** For symmetric keys only. */
  readonly encryptionContext?: EncryptionContext;
  /** Default `SYMMETRIC_DEFAULT`. */
  readonly encryptionAlgorithm?: string;
}

export interface DecryptDataResponse {
  readonly keyId: KeyId;
  readonly plaintext: Uint8Array;
  readonly encryptionAlgorithm: string;
}

export const decryptData: OperationDeclaration<DecryptDataRequest> = {
  action: 'kms:cmk:decryptData',
  summary: 'Decrypts what encryptData made.',
  effect: 'use',
  resource: 'ciphertext',
  usage: 'ENCRYPT_DECRYPT',
  states: whenEnabled,
  primaryOnly: false,
  parameters: {
    ciphertext: { kind: 'ciphertext', required: true, maximum: ciphertextBytes, summary: 'The ciphertext.' },
    keyId: expectedKeyId,
    encryptionContext,
    encryptionAlgorithm: {
      kind: 'algorithmName',
      required: false,
      summary: 'The algorithm that it was encrypted with, SYMMETRIC_DEFAULT if absent; any other needs the key too.',
    },
  },
};

/** Bytes that come in pieces of any size: a Node stream, a web stream, an async generator. */
export type ByteStream = AsyncIterable<Uint8Array>;

export interface EncryptStreamRequest {
  readonly keyId: string;
  /** Up to 2^48 bytes; read in constant memory. */
  readonly plaintext: ByteStream;
  readonly encryptionContext?: EncryptionContext;
}

export interface EncryptStreamResponse {
  readonly keyId: KeyId;
  /** The file form of a ciphertext: a header, then segments of 64 KiB. */
  readonly ciphertext: Readable;
}

export const encryptStream: OperationDeclaration<EncryptStreamRequest> = {
  action: 'kms:cmk:encryptData',
  summary: 'Encrypts any amount of data with a key, in constant memory.',
  effect: 'use',
  resource: 'key',
  usage: 'ENCRYPT_DECRYPT',
  states: whenEnabled,
  primaryOnly: false,
  parameters: {
    keyId,
    plaintext: { kind: 'byteStream', required: true, summary: 'The data, as an async iterable of bytes.' },
    encryptionContext,
  },
};

export interface DecryptStreamRequest {
  readonly ciphertext: ByteStream;
  readonly keyId?: string;
  readonly encryptionContext?: EncryptionContext;
}

export interface DecryptStreamResponse {
  readonly keyId: KeyId;
  /**
   * Each segment is verified before it comes out, but only the end of the stream says that nothing is missing:
   * take what came before as valid only when the stream has ended without an error.
   */
  readonly plaintext: Readable;
}

export const decryptStream: OperationDeclaration<DecryptStreamRequest> = {
  action: 'kms:cmk:decryptData',
  summary: 'Decrypts what encryptStream made, in constant memory.',
  effect: 'use',
  resource: 'ciphertext',
  usage: 'ENCRYPT_DECRYPT',
  states: whenEnabled,
  primaryOnly: false,
  parameters: {
    ciphertext: {
      kind: 'byteStream',
      required: true,
      summary: 'The file form of a ciphertext, as an async iterable of bytes.',
    },
    keyId: expectedKeyId,
    encryptionContext,
  },
};
