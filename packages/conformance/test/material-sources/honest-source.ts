import { createCipheriv, createDecipheriv, createPublicKey, generateKeyPairSync, randomBytes } from 'node:crypto';
import { SecretBytes, VaultError, type MaterialSource, type WrappingParameters } from '@chatelaine/core';
import type { MaterialSourceSubject, WrappedInput } from '../../src/material-source/index.ts';

const day = 24 * 60 * 60 * 1_000;

/**
 * Wrapping of these tests alone, cheap to make keys for: AES-256-GCM under a key that the "public" key is shared for.
 * The session is the 32 bytes of an Ed25519 seed, the public key its public half; what wraps knows the seed by a table.
 */
const seeds = new Map<string, Uint8Array>();

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

function seal(key: Uint8Array, plaintext: Uint8Array): Uint8Array {
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: 16 });
  return new Uint8Array(Buffer.concat([nonce, cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]));
}

function unseal(key: Uint8Array, sealed: Uint8Array): Uint8Array | undefined {
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, 12), { authTagLength: 16 });
    decipher.setAuthTag(sealed.subarray(-16));
    return Buffer.concat([decipher.update(sealed.subarray(12, -16)), decipher.final()]);
  } catch {
    return undefined;
  }
}

function newWrappingKey(): { readonly publicKey: Uint8Array; readonly seed: Uint8Array } {
  const { privateKey } = generateKeyPairSync('ed25519');
  const publicKey = new Uint8Array(createPublicKey(privateKey).export({ type: 'spki', format: 'der' }));
  const seed = new Uint8Array(privateKey.export({ type: 'pkcs8', format: 'der' }).subarray(-32));
  seeds.set(hex(publicKey), seed);
  return { publicKey, seed };
}

const wrappingAlgorithm = 'TEST_WRAPPING';
const wrappingKeySpec = 'TEST_KEY';

/** A source that keeps the contract. */
export function honestSource(): MaterialSource {
  return Object.freeze<MaterialSource>({
    origin: 'external',
    immediate: false,

    begin: ({ now }, input) => {
      const given: Record<string, unknown> = typeof input === 'object' && input !== null ? { ...input } : {};
      if (
        given['wrappingAlgorithm'] !== wrappingAlgorithm ||
        (given['wrappingKeySpec'] ?? wrappingKeySpec) !== wrappingKeySpec
      ) {
        throw new VaultError('UnsupportedWrapping', 'Not offered.');
      }
      const { publicKey, seed } = newWrappingKey();
      const session = SecretBytes.take(new Uint8Array(seed));
      return { forCaller: { publicKey, wrappingAlgorithm, wrappingKeySpec }, session, expiresAt: now + day };
    },

    finish: ({ algorithm }, session, input) => {
      const { encryptedKeyMaterial, encryptedPrivateKey }: Record<string, unknown> =
        typeof input === 'object' && input !== null ? { ...input } : {};
      const isPrivateKey = algorithm.materialForm === 'pkcs8';
      if (!(encryptedKeyMaterial instanceof Uint8Array) || encryptedPrivateKey instanceof Uint8Array !== isPrivateKey) {
        throw new VaultError('InvalidArgument', 'Not of the form.');
      }
      const first = unseal(
        session.use((bytes) => new Uint8Array(bytes)),
        encryptedKeyMaterial,
      );
      const temporaryKey = first?.length === 32 ? first : randomBytes(32);
      const material = encryptedPrivateKey instanceof Uint8Array ? unseal(temporaryKey, encryptedPrivateKey) : first;
      if (material === undefined) throw new VaultError('ImportFailed', 'Not unwrapped.');
      return SecretBytes.take(material);
    },
  });
}

function wrapForTest({ publicKey }: WrappingParameters, material: Uint8Array, form: 'raw' | 'pkcs8'): WrappedInput {
  const seed = seeds.get(hex(publicKey)) ?? new Uint8Array(32);
  if (form === 'raw') return { encryptedKeyMaterial: seal(seed, material) };
  const temporaryKey = randomBytes(32);
  return { encryptedKeyMaterial: seal(seed, temporaryKey), encryptedPrivateKey: seal(temporaryKey, material) };
}

/** The subject of the checks for a source of these tests. */
export function importSubject(open: () => MaterialSource): MaterialSourceSubject {
  return { open, requests: [{ wrappingAlgorithm, wrappingKeySpec, wrap: wrapForTest }] };
}

/** A source that generates at once, and keeps the contract. */
export function honestGenerator(): MaterialSource {
  return Object.freeze<MaterialSource>({
    origin: 'kms',
    immediate: true,
    begin: () => ({ forCaller: {}, session: SecretBytes.take(new Uint8Array()) }),
    finish: ({ algorithm }) => algorithm.generate(),
  });
}
