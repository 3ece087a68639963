import {
  VaultError,
  type MaterialContext,
  type MaterialSession,
  type MaterialSource,
  type SecretBytes,
} from '@chatelaine/core';
import { openSession, sealSession } from './import-session.ts';
import { unwrap } from './unwrap.ts';
import { takeWrappedMaterial } from './wrapped-material.ts';
import { isWrappingAlgorithm, sha1Warning, wrappingAlgorithms, type WrappingAlgorithm } from './wrapping-algorithms.ts';
import { isWrappingKeySpec, newWrappingKey, wrappingKeySpecs } from './wrapping-key.ts';

const sessionMilliseconds = 24 * 60 * 60 * 1_000;

/**
 * Material of the origin `external`. `begin` makes a wrapping key for this import alone; `finish` unwraps:
 *
 * - material that is bytes (symmetric keys, seeds): RSAES-OAEP of the bytes;
 * - material that is a private key: RSAES-OAEP of a temporary AES-256 key, and the DER of the PKCS #8 PrivateKeyInfo
 *   under that key, by AES key wrap with padding (RFC 5649).
 */
export class ImportedMaterial implements MaterialSource {
  readonly origin = 'external';
  readonly immediate = false;
  readonly #allowSha1: boolean;

  constructor(allowSha1: boolean) {
    this.#allowSha1 = allowSha1;
    Object.freeze(this);
  }

  /**
   * @param input `{ wrappingAlgorithm, wrappingKeySpec }`; the key spec is RSA_2048 if absent.
   * @throws VaultError `UnsupportedWrapping`
   */
  async begin({ now }: MaterialContext, input: unknown): Promise<MaterialSession> {
    const { wrappingAlgorithm, wrappingKeySpec = 'RSA_2048' }: Record<string, unknown> =
      typeof input === 'object' && input !== null ? { ...input } : {};
    if (!isWrappingAlgorithm(wrappingAlgorithm)) {
      throw new VaultError('UnsupportedWrapping', `Material is wrapped with ${this.#offered()}. Name one of them.`);
    }
    this.#checkAllowed(wrappingAlgorithm);
    if (!isWrappingKeySpec(wrappingKeySpec)) {
      throw new VaultError('UnsupportedWrapping', `A wrapping key is one of ${wrappingKeySpecs.join(', ')}.`);
    }
    const { publicKey, privateKey } = await newWrappingKey(wrappingKeySpec);
    return {
      forCaller: {
        publicKey,
        wrappingAlgorithm,
        wrappingKeySpec,
        ...(wrappingAlgorithm === 'RSAES_OAEP_SHA_1' && { warning: sha1Warning }),
      },
      session: sealSession(wrappingAlgorithm, privateKey),
      expiresAt: now + sessionMilliseconds,
    };
  }

  /**
   * @param input `{ encryptedKeyMaterial, encryptedPrivateKey? }`
   * @throws VaultError `ImportFailed`, the same whatever could not be unwrapped; `InvalidArgument` and
   * `UnsupportedWrapping` before anything is.
   */
  async finish({ algorithm }: MaterialContext, session: SecretBytes, input: unknown): Promise<SecretBytes> {
    const wrapped = takeWrappedMaterial(input, algorithm.materialForm);
    const material = await openSession(session, (wrappingAlgorithm, privateKey) => {
      this.#checkAllowed(wrappingAlgorithm);
      return unwrap(wrappingAlgorithm, privateKey, wrapped);
    });
    if (material === undefined) throw new VaultError('ImportFailed', 'The key material could not be unwrapped.');
    return material;
  }

  #checkAllowed(algorithm: WrappingAlgorithm): void {
    if (algorithm === 'RSAES_OAEP_SHA_1' && !this.#allowSha1) {
      throw new VaultError('UnsupportedWrapping', 'RSAES_OAEP_SHA_1 is switched off here: use RSAES_OAEP_SHA_256.');
    }
  }

  #offered(): string {
    const names = Object.keys(wrappingAlgorithms);
    return names.filter((name) => this.#allowSha1 || name !== 'RSAES_OAEP_SHA_1').join(' or ');
  }
}
