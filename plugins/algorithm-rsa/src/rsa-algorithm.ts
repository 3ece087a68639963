import { createPublicKey } from 'node:crypto';
import {
  SecretBytes,
  type Algorithm,
  type AlgorithmProvider,
  type DataKeyPair,
  type DataKeyPairMaker,
  type KeyUsage,
} from '@chatelaine/core';
import { LoadedRsaKey } from './loaded-rsa-key.ts';
import type { RsaPrimitives } from './primitives.ts';
import { parsePrivateKey, readPrivateKey } from './private-key.ts';
import { encodePublicKey, readPublicKey } from './public-key.ts';
import { decryptionOnlyAlgorithms, encryptionAlgorithms } from './rsa-encryption.ts';
import type { RsaSpec } from './rsa-specs.ts';
import { RsaVerifier } from './rsa-verifier.ts';
import { signingAlgorithms } from './signing-algorithms.ts';

/** RSA (RFC 8017) with moduli of one length. */
export class RsaAlgorithm implements Algorithm {
  readonly keySpec: string;
  readonly usages: readonly [KeyUsage, KeyUsage] = Object.freeze<[KeyUsage, KeyUsage]>([
    'SIGN_VERIFY',
    'ENCRYPT_DECRYPT',
  ]);
  readonly suites: readonly number[] = Object.freeze([]);
  readonly algorithmNames: Algorithm['algorithmNames'] = Object.freeze({
    SIGN_VERIFY: signingAlgorithms,
    ENCRYPT_DECRYPT: Object.freeze<[string, string]>([...encryptionAlgorithms, ...decryptionOnlyAlgorithms]),
  });
  readonly materialForm = 'pkcs8';
  readonly provider: AlgorithmProvider = Object.freeze({
    name: `node:crypto (OpenSSL ${process.versions.openssl})`,
    timing: 'constant-time',
  });
  readonly execution = 'pool';
  readonly dataKeyPair: DataKeyPairMaker = Object.freeze({ generate: () => this.#generatePair() });
  readonly #spec: RsaSpec;
  readonly #primitives: RsaPrimitives;

  constructor(spec: RsaSpec, primitives: RsaPrimitives) {
    this.keySpec = spec.keySpec;
    this.#spec = spec;
    this.#primitives = primitives;
  }

  async generate(): Promise<SecretBytes> {
    return (await this.#generatePair()).privateKey;
  }

  parse(material: SecretBytes): Promise<SecretBytes> {
    return parsePrivateKey(this.#spec, material);
  }

  publicKey(material: SecretBytes): Uint8Array {
    return encodePublicKey(createPublicKey(readPrivateKey(material)));
  }

  verifier(publicKey: Uint8Array): RsaVerifier {
    return new RsaVerifier(this.#spec, readPublicKey(this.#spec, publicKey), this.#primitives);
  }

  load(material: SecretBytes): LoadedRsaKey {
    return new LoadedRsaKey(this.#spec, readPrivateKey(material), this.#primitives);
  }

  async #generatePair(): Promise<DataKeyPair> {
    const { publicKey, privateKey } = await this.#primitives.generateKeyPair(this.#spec.modulusBits);
    return { publicKey: new Uint8Array(publicKey), privateKey: SecretBytes.take(privateKey) };
  }
}
