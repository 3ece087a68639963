import {
  constants,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  privateDecrypt,
  publicEncrypt,
  sign,
  verify,
} from 'node:crypto';
import { type Algorithm, type PublicEncryption, SecretBytes, type Signer } from '@chatelaine/core';
import { common, copyOf } from './material.ts';

const hashes: Readonly<Record<string, string>> = { RSAES_OAEP_SHA_256: 'sha256', RSAES_OAEP_SHA_1: 'sha1' };
const padding = constants.RSA_PKCS1_OAEP_PADDING;
const blockBytes = 256;

const privateKeyOf = (material: SecretBytes): KeyObject =>
  material.use((bytes) => createPrivateKey({ key: Buffer.from(bytes), format: 'der', type: 'pkcs8' }));

function encryptionOf(key: KeyObject): PublicEncryption {
  return {
    execution: { encrypt: 'inline', decrypt: 'inline' },
    encryptionAlgorithms: ['RSAES_OAEP_SHA_256'],
    decryptionOnlyAlgorithms: ['RSAES_OAEP_SHA_1'],
    maximumPlaintext: (algorithm) => (algorithm === 'RSAES_OAEP_SHA_1' ? 214 : 190),
    encrypt: (algorithm, plaintext) =>
      publicEncrypt({ key: createPublicKey(key), padding, oaepHash: hashes[algorithm] ?? '' }, plaintext),
    decrypt: (algorithm, ciphertext) => {
      // To OpenSSL a block that begins with a zero is the same number without it.
      if (ciphertext.length !== blockBytes) return undefined;
      try {
        return privateDecrypt({ key, padding, oaepHash: hashes[algorithm] ?? '' }, ciphertext);
      } catch {
        return undefined;
      }
    },
  };
}

function signerOf(key: KeyObject): Signer {
  return {
    execution: { sign: 'inline', verify: 'inline' },
    signingAlgorithms: ['RSASSA_PKCS1_V1_5_SHA_256'],
    digestLength: () => undefined,
    sign: (_algorithm, _messageType, message) => sign('sha256', message, key),
    verify: (_algorithm, _messageType, message, signature) =>
      verify('sha256', message, createPublicKey(key), signature),
  };
}

/** A few keys, given in turn: making one takes longer than most tests. */
const keys: Uint8Array[] = [];
let given = 0;

function nextKey(): SecretBytes {
  const number = given % 4;
  given += 1;
  keys[number] ??= generateKeyPairSync('rsa', { modulusLength: 2_048 }).privateKey.export({
    format: 'der',
    type: 'pkcs8',
  });
  return SecretBytes.take(new Uint8Array(keys[number]));
}

/** RSA with 2,048 bits, for signatures or for encryption. */
export const testRsa: Algorithm = {
  ...common,
  keySpec: 'TEST_RSA',
  usages: ['SIGN_VERIFY', 'ENCRYPT_DECRYPT'],
  algorithmNames: {
    SIGN_VERIFY: ['RSASSA_PKCS1_V1_5_SHA_256'],
    ENCRYPT_DECRYPT: ['RSAES_OAEP_SHA_256', 'RSAES_OAEP_SHA_1'],
  },
  materialForm: 'pkcs8',
  generate: nextKey,
  parse: copyOf,
  publicKey: (material) => createPublicKey(privateKeyOf(material)).export({ format: 'der', type: 'spki' }),
  load: (material) => {
    const key = privateKeyOf(material);
    return { publicEncryption: encryptionOf(key), signer: signerOf(key), dispose: () => undefined };
  },
};
