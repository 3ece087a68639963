import * as crypto from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { VaultError, type Algorithm, type PublicEncryption, type SecretBytes } from '@chatelaine/core';
import { own, rawMaterial, unknownAlgorithm } from './raw-material.ts';

/** What stands before the 32 bytes of an X25519 seed in PKCS #8 (RFC 8410 §7). */
const prefix = Buffer.from('302e020100300506032b656e04220420', 'hex');

const encryptionAlgorithms = ['X25519_A', 'X25519_B'] as const;
const decryptionOnlyAlgorithms = ['X25519_OLD'] as const;
const longest = 190;
const [pointBytes, tagBytes] = [44, 16];

function privateKeyOf(material: SecretBytes): KeyObject {
  const key = material.use((seed) => Buffer.concat([prefix, seed]));
  return crypto.createPrivateKey({ key, format: 'der', type: 'pkcs8' });
}

function publicKeyOf(privateKey: KeyObject): Buffer {
  return crypto.createPublicKey(privateKey).export({ format: 'der', type: 'spki' });
}

/** The key of one block: each is used once, so its nonce is zeros. */
function blockKey(algorithm: string, privateKey: KeyObject, publicKey: KeyObject, point: Uint8Array): Uint8Array {
  const shared = crypto.diffieHellman({ privateKey, publicKey });
  return new Uint8Array(crypto.hkdfSync('sha256', shared, point, algorithm, 32));
}

function encryptionOf(privateKey: KeyObject): PublicEncryption {
  const check = (names: readonly string[], algorithm: string): void => {
    if (!names.includes(algorithm)) throw unknownAlgorithm(algorithm);
  };
  return {
    execution: { encrypt: 'inline', decrypt: 'inline' },
    encryptionAlgorithms,
    decryptionOnlyAlgorithms,
    maximumPlaintext: () => longest,
    encrypt: (algorithm, plaintext) => {
      check(encryptionAlgorithms, algorithm);
      if (plaintext.length > longest) throw new VaultError('InvalidArgument', 'The plaintext is too long.');
      const ephemeral = crypto.generateKeyPairSync('x25519').privateKey;
      const point = publicKeyOf(ephemeral);
      const key = blockKey(algorithm, ephemeral, crypto.createPublicKey(privateKey), point);
      const cipher = crypto.createCipheriv('aes-256-gcm', key, Buffer.alloc(12), { authTagLength: tagBytes });
      cipher.setAAD(point);
      return own(Buffer.concat([point, cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]));
    },
    decrypt: (algorithm, ciphertext) => {
      check([...encryptionAlgorithms, ...decryptionOnlyAlgorithms], algorithm);
      try {
        const [point, end] = [Buffer.from(ciphertext.subarray(0, pointBytes)), ciphertext.length - tagBytes];
        const publicKey = crypto.createPublicKey({ key: point, format: 'der', type: 'spki' });
        const key = blockKey(algorithm, privateKey, publicKey, point);
        const decipher = crypto.createDecipheriv('aes-256-gcm', key, Buffer.alloc(12), { authTagLength: tagBytes });
        decipher.setAAD(point);
        decipher.setAuthTag(ciphertext.subarray(end));
        return own(Buffer.concat([decipher.update(ciphertext.subarray(pointBytes, end)), decipher.final()]));
      } catch {
        return undefined;
      }
    },
  };
}

/** Encryption to an X25519 key: an ephemeral key ‖ AES-256-GCM under what both share. */
export function testPublicEncryption(): Algorithm {
  return {
    ...rawMaterial,
    keySpec: 'TEST_PUBLIC_ENCRYPTION',
    usages: Object.freeze(['ENCRYPT_DECRYPT'] as const),
    suites: Object.freeze([]),
    execution: 'inline',
    algorithmNames: Object.freeze({
      ENCRYPT_DECRYPT: Object.freeze([...encryptionAlgorithms, ...decryptionOnlyAlgorithms] as const),
    }),
    publicKey: (material) => own(publicKeyOf(privateKeyOf(material))),
    load: (material) => ({ publicEncryption: encryptionOf(privateKeyOf(material)), dispose: () => undefined }),
  };
}
