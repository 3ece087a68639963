import type { KeyObject } from 'node:crypto';
import { VaultError, type PublicEncryption } from '@chatelaine/core';
import { digestBytes, type OaepHash } from './hash.ts';
import type { OaepKey, RsaPrimitives } from './primitives.ts';
import { modulusOf } from './public-key.ts';

/** The names of what encrypts, the default first. */
export const encryptionAlgorithms: readonly [string] = Object.freeze<[string]>(['RSAES_OAEP_SHA_256']);
/** The names of what only decrypts. */
export const decryptionOnlyAlgorithms: readonly [string] = Object.freeze<[string]>(['RSAES_OAEP_SHA_1']);

const hashes: ReadonlyMap<string, OaepHash> = new Map([
  [encryptionAlgorithms[0], 'sha256'],
  [decryptionOnlyAlgorithms[0], 'sha1'],
]);

const execution: PublicEncryption['execution'] = Object.freeze({ encrypt: 'inline', decrypt: 'pool' });

/** RSAES-OAEP (RFC 8017 §7.1) with one key, MGF1 of the same hash function and an empty label. */
export class RsaEncryption implements PublicEncryption {
  readonly execution: PublicEncryption['execution'] = execution;
  readonly encryptionAlgorithms: PublicEncryption['encryptionAlgorithms'] = encryptionAlgorithms;
  readonly decryptionOnlyAlgorithms: PublicEncryption['decryptionOnlyAlgorithms'] = decryptionOnlyAlgorithms;
  readonly #primitives: RsaPrimitives;
  readonly #publicKey: KeyObject;
  readonly #privateKey: () => KeyObject;
  readonly #modulus: Uint8Array;
  /** Prepared when they are first needed: keys that sign never are. */
  readonly #oaepKeys: Map<OaepHash, Promise<OaepKey>> = new Map();

  constructor(publicKey: KeyObject, privateKey: () => KeyObject, primitives: RsaPrimitives) {
    this.#primitives = primitives;
    this.#publicKey = publicKey;
    this.#privateKey = privateKey;
    this.#modulus = modulusOf(publicKey);
  }

  maximumPlaintext(algorithm: string): number {
    return this.#modulus.length - 2 * digestBytes[hashOf(algorithm)] - 2;
  }

  encrypt(algorithm: string, plaintext: Uint8Array): Uint8Array {
    if (algorithm !== encryptionAlgorithms[0]) {
      throw new VaultError('InvalidArgument', `RSA keys encrypt with ${encryptionAlgorithms[0]} only.`);
    }
    const longest = this.maximumPlaintext(algorithm);
    if (plaintext.length > longest) {
      throw new VaultError('InvalidArgument', `This key encrypts up to ${longest} bytes with ${algorithm}.`);
    }
    return this.#primitives.encryptOaep(hashOf(algorithm), plaintext, this.#publicKey);
  }

  async decrypt(algorithm: string, ciphertext: Uint8Array): Promise<Uint8Array | undefined> {
    const key = await this.#oaepKey(hashOf(algorithm));
    return this.#primitives.decryptOaep(this.#possible(ciphertext), key);
  }

  dispose(): void {
    this.#oaepKeys.clear();
  }

  /**
   * `ciphertext` or, if it can't be one, a block of zeros, which is never one either: 0 decrypts to 0, and that is no
   * encoding. So a block of another length, or one that is no number below the modulus, takes the way of all others
   * and is refused after the same work.
   */
  #possible(ciphertext: Uint8Array): Uint8Array {
    const modulus = this.#modulus;
    const possible = ciphertext.length === modulus.length && Buffer.compare(ciphertext, modulus) < 0;
    return possible ? ciphertext : new Uint8Array(modulus.length);
  }

  #oaepKey(hash: OaepHash): Promise<OaepKey> {
    const known = this.#oaepKeys.get(hash);
    if (known !== undefined) return known;
    const key = this.#primitives.oaepKey(hash, this.#privateKey());
    this.#oaepKeys.set(hash, key);
    // What could not be prepared is tried anew the next time.
    void key.catch(() => this.#oaepKeys.delete(hash));
    return key;
  }
}

function hashOf(algorithm: string): OaepHash {
  const hash = hashes.get(algorithm);
  if (hash === undefined) {
    throw new VaultError(
      'InvalidArgument',
      `RSA keys decrypt with ${[...hashes.keys()].join(' and ')}; not with that.`,
    );
  }
  return hash;
}
