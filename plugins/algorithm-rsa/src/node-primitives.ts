import {
  constants,
  generateKeyPair,
  publicDecrypt,
  publicEncrypt,
  sign,
  verify,
  webcrypto,
  type KeyObject,
  type SignKeyObjectInput,
} from 'node:crypto';
import { promisify } from 'node:util';
import { digestBytes, type OaepHash } from './hash.ts';
import type { EncodedKeyPair, OaepKey, RsaPrimitives } from './primitives.ts';
import { SigningThreads } from './signing-threads.ts';
import type { SigningAlgorithm } from './signing-algorithms.ts';

const { subtle } = webcrypto;
const generateInPool = promisify(generateKeyPair);
const webHash: Readonly<Record<OaepHash, string>> = { sha1: 'SHA-1', sha256: 'SHA-256' };

/** RSA of `node:crypto`, that is of OpenSSL. */
export class NodePrimitives implements RsaPrimitives {
  readonly #threads: SigningThreads = new SigningThreads();
  #loaded = 0;

  generateKeyPair(modulusBits: number): Promise<EncodedKeyPair> {
    return generateInPool('rsa', {
      modulusLength: modulusBits,
      publicExponent: 65_537,
      publicKeyEncoding: { type: 'spki', format: 'der' },
      privateKeyEncoding: { type: 'pkcs8', format: 'der' },
    });
  }

  sign(algorithm: SigningAlgorithm, message: Uint8Array, key: KeyObject): Promise<Uint8Array> {
    return new Promise((resolve, reject) => {
      sign(algorithm.hash, message, input(algorithm, key), (error, signature) =>
        error === null ? resolve(new Uint8Array(signature)) : reject(error),
      );
    });
  }

  verify(algorithm: SigningAlgorithm, message: Uint8Array, key: KeyObject, signature: Uint8Array): boolean {
    return verify(algorithm.hash, message, input(algorithm, key), signature);
  }

  privateOperation(block: Uint8Array, key: KeyObject): Promise<Uint8Array> {
    return this.#threads.run(block, key);
  }

  publicOperation(signature: Uint8Array, key: KeyObject): Uint8Array | undefined {
    try {
      return new Uint8Array(publicDecrypt({ key, padding: constants.RSA_NO_PADDING }, signature));
    } catch {
      return undefined;
    }
  }

  encryptOaep(oaepHash: OaepHash, plaintext: Uint8Array, key: KeyObject): Uint8Array {
    const padding = constants.RSA_PKCS1_OAEP_PADDING;
    return new Uint8Array(publicEncrypt({ key, padding, oaepHash }, plaintext));
  }

  async oaepKey(hash: OaepHash, key: KeyObject): Promise<OaepKey> {
    const encoded = key.export({ type: 'pkcs8', format: 'der' });
    try {
      const parameters = { name: 'RSA-OAEP', hash: webHash[hash] };
      return await subtle.importKey('pkcs8', encoded, parameters, false, ['decrypt']);
    } finally {
      encoded.fill(0);
    }
  }

  /** WebCrypto, because `privateDecrypt` blocks the calling thread and tells two reasons of failure apart. */
  async decryptOaep(ciphertext: Uint8Array, key: OaepKey): Promise<Uint8Array | undefined> {
    try {
      return new Uint8Array(await subtle.decrypt({ name: 'RSA-OAEP' }, key, ciphertext));
    } catch {
      return undefined;
    }
  }

  retain(): void {
    this.#loaded += 1;
  }

  release(): void {
    this.#loaded -= 1;
    if (this.#loaded === 0) this.#threads.stop();
  }
}

function input({ scheme, hash }: SigningAlgorithm, key: KeyObject): SignKeyObjectInput {
  if (scheme === 'PKCS1_V1_5') return { key, padding: constants.RSA_PKCS1_PADDING };
  return { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: digestBytes[hash] };
}
