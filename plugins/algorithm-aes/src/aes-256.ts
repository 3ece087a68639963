import { randomBytes } from 'node:crypto';
import {
  SecretBytes,
  VaultError,
  type Algorithm,
  type AlgorithmProvider,
  type KeyUsage,
  type LoadContext,
  mixed,
} from '@chatelaine/core';
import { AssociatedData } from './associated-data.ts';
import { DerivedKeyCache } from './derived-key-cache.ts';
import { keyBytes, suite } from './layout.ts';
import { LoadedAesKey, type Shared } from './loaded-aes-key.ts';
import { NoncePool } from './nonce-pool.ts';

/** The algorithm AES_256 of one vault. */
export class Aes256 implements Algorithm {
  readonly keySpec = 'AES_256';
  readonly usages: readonly [KeyUsage] = Object.freeze<[KeyUsage]>(['ENCRYPT_DECRYPT']);
  readonly suites: readonly number[] = Object.freeze([suite]);
  readonly algorithmNames: Algorithm['algorithmNames'] = Object.freeze({
    ENCRYPT_DECRYPT: Object.freeze<[string]>(['SYMMETRIC_DEFAULT']),
  });
  readonly materialForm = 'raw';
  readonly provider: AlgorithmProvider = Object.freeze({
    name: `node:crypto (OpenSSL ${process.versions.openssl})`,
    timing: 'constant-time',
  });
  readonly execution = 'inline';

  readonly #shared: Shared;
  #loaded = 0;

  /**
   * @param derivedKeyLimit Derived keys kept for decryption, in all loaded keys together.
   * @param clock Monotonic, in milliseconds.
   */
  constructor(derivedKeyLimit: number, clock: () => number) {
    const nonces = new NoncePool();
    this.#shared = {
      associatedData: new AssociatedData(),
      nonces,
      derivedKeys: new DerivedKeyCache(derivedKeyLimit),
      clock,
      disposed: () => {
        this.#loaded -= 1;
        // Nothing random outlives the keys that it was drawn for: a vault that disposes all of them starts afresh.
        if (this.#loaded === 0) nonces.drop();
      },
    };
  }

  generate(): SecretBytes {
    return SecretBytes.take(mixed(randomBytes(keyBytes)));
  }

  parse(material: SecretBytes): SecretBytes {
    if (material.length !== keyBytes) {
      throw new VaultError('InvalidArgument', 'Key material of AES_256 is 32 bytes; this has another length.');
    }
    return material.use((bytes) => SecretBytes.take(new Uint8Array(bytes)));
  }

  reseed(): void {
    this.#shared.nonces.drop();
  }

  /** Keeps nothing of `_material`: every key that encrypts is derived through the context. */
  load(_material: SecretBytes, context: LoadContext): LoadedAesKey {
    this.#loaded += 1;
    return new LoadedAesKey(context, this.#shared);
  }
}
