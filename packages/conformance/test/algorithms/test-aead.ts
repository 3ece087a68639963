import { createCipheriv, createDecipheriv, hkdfSync, randomBytes, timingSafeEqual } from 'node:crypto';
import { headerBytes, type Aead, type Algorithm, type LoadContext } from '@chatelaine/core';
import { own, rawMaterial } from './raw-material.ts';

const [saltBytes, commitmentBytes, nonceBytes, tagBytes] = [16, 32, 12, 16];
const headBytes = headerBytes + saltBytes + commitmentBytes + nonceBytes;
const cipherName = 'aes-256-gcm';

type Bytes = Uint8Array;

/** What the broken ones do in another way. */
export interface AeadTraits {
  /** Both are called for each message, with the bytes that they shall have. */
  readonly salt: (length: number) => Bytes;
  readonly nonce: (length: number) => Bytes;
  readonly derive: (context: LoadContext, header: Bytes, salt: Bytes) => Bytes;
  readonly associatedData: (head: Bytes, context: Bytes) => Bytes;
  readonly checksCommitment: boolean;
  /** Lengths that are taken for the tag, in this order. */
  readonly tagLengths: readonly number[];
}

const honestTraits: AeadTraits = {
  salt: randomBytes,
  nonce: randomBytes,
  derive: (context, header, salt) => context.derive(header, salt, 64),
  associatedData: (head, context) => Buffer.concat([head, context]),
  checksCommitment: true,
  tagLengths: [tagBytes],
};

function aeadOf(context: LoadContext, traits: AeadTraits): Aead {
  const derived = <Result>(header: Bytes, salt: Bytes, use: (key: Bytes, commitment: Bytes) => Result): Result => {
    const bytes = traits.derive(context, header, salt);
    try {
      return use(bytes.subarray(0, 32), bytes.subarray(32));
    } finally {
      bytes.fill(0);
    }
  };

  const openWith = (ciphertext: Bytes, given: Bytes, authTagLength: number): Bytes | undefined => {
    const end = ciphertext.length - authTagLength;
    if (end < headBytes) return undefined;
    const [header, salt] = [
      ciphertext.subarray(0, headerBytes),
      ciphertext.subarray(headerBytes, headerBytes + saltBytes),
    ];
    return derived(header, salt, (key, commitment) => {
      const stated = ciphertext.subarray(headerBytes + saltBytes, headBytes - nonceBytes);
      if (traits.checksCommitment && !timingSafeEqual(stated, commitment)) return undefined;
      const nonce = ciphertext.subarray(headBytes - nonceBytes, headBytes);
      const decipher = createDecipheriv(cipherName, key, nonce, { authTagLength });
      decipher.setAAD(traits.associatedData(ciphertext.subarray(0, headBytes), given));
      decipher.setAuthTag(ciphertext.subarray(end));
      try {
        return own(Buffer.concat([decipher.update(ciphertext.subarray(headBytes, end)), decipher.final()]));
      } catch {
        return undefined;
      }
    });
  };

  return {
    execution: { seal: 'inline', open: 'inline' },
    seal: (header, given, plaintext) => {
      const salt = traits.salt(saltBytes);
      return derived(header, salt, (key, commitment) => {
        const nonce = traits.nonce(nonceBytes);
        const head = Buffer.concat([header, salt, commitment, nonce]);
        const cipher = createCipheriv(cipherName, key, nonce, { authTagLength: tagBytes });
        cipher.setAAD(traits.associatedData(head, given));
        return own(Buffer.concat([head, cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]));
      });
    },
    open: (ciphertext, given) => {
      for (const length of traits.tagLengths) {
        const plaintext = openWith(ciphertext, given, length);
        if (plaintext !== undefined) return plaintext;
      }
      return undefined;
    },
  };
}

/** Authenticated encryption that keeps the contract, slowly, but for the traits that are given. */
export function testAead(traits: Partial<AeadTraits> = {}): Algorithm {
  return {
    ...rawMaterial,
    keySpec: 'TEST_AEAD',
    usages: Object.freeze(['ENCRYPT_DECRYPT'] as const),
    suites: Object.freeze([7]),
    execution: 'inline',
    algorithmNames: Object.freeze({ ENCRYPT_DECRYPT: Object.freeze(['SYMMETRIC_DEFAULT'] as const) }),
    load: (_material, context) => ({ aead: aeadOf(context, { ...honestTraits, ...traits }), dispose: () => undefined }),
  };
}

/** Encryption under a key that is made of the material alone. */
export function testAeadFromMaterial(key: (material: Bytes) => Bytes): () => Algorithm {
  return () => {
    const honest = testAead();
    return {
      ...honest,
      load: async (material, context) => {
        const secret = material.use((bytes) => own(key(bytes)));
        const derive: LoadContext['derive'] = (header, salt, length) =>
          new Uint8Array(hkdfSync('sha256', secret, salt, header, length));
        return honest.load(material, { ...context, derive });
      },
    };
  };
}
