import { randomBytes } from 'node:crypto';
import {
  SecretBytes,
  VaultError,
  type Algorithm,
  type AlgorithmProvider,
  type KeyUsage,
  mixed,
} from '@chatelaine/core';
import type { HmacSpec } from './hmac-specs.ts';
import { LoadedHmacKey } from './loaded-hmac-key.ts';

/** HMAC with SHA-2 (RFC 2104, FIPS 198-1) with keys of one length. */
export class HmacAlgorithm implements Algorithm {
  readonly keySpec: string;
  readonly usages: readonly [KeyUsage] = Object.freeze<[KeyUsage]>(['GENERATE_VERIFY_MAC']);
  readonly suites: readonly number[] = Object.freeze([]);
  readonly algorithmNames: Algorithm['algorithmNames'];
  readonly materialForm = 'raw';
  readonly provider: AlgorithmProvider = Object.freeze({
    name: `node:crypto (OpenSSL ${process.versions.openssl})`,
    timing: 'constant-time',
  });
  readonly execution = 'inline';
  readonly #spec: HmacSpec;

  constructor(spec: HmacSpec) {
    this.keySpec = spec.keySpec;
    this.algorithmNames = Object.freeze({ GENERATE_VERIFY_MAC: Object.freeze<[string]>([spec.macAlgorithm]) });
    this.#spec = spec;
  }

  generate(): SecretBytes {
    return SecretBytes.take(mixed(randomBytes(this.#spec.bytes)));
  }

  parse(material: SecretBytes): SecretBytes {
    const { keySpec, bytes: length } = this.#spec;
    if (material.length !== length) {
      throw new VaultError(
        'InvalidArgument',
        `Key material of ${keySpec} is ${length} bytes; this has another length.`,
      );
    }
    return material.use((bytes) => SecretBytes.take(new Uint8Array(bytes)));
  }

  load(material: SecretBytes): LoadedHmacKey {
    return material.use((bytes) => new LoadedHmacKey(bytes, this.#spec));
  }
}
