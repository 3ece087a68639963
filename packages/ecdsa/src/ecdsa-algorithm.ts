import {
  VaultError,
  type Algorithm,
  type AlgorithmProvider,
  type DataKeyPair,
  type DataKeyPairMaker,
  type Execution,
  type KeyUsage,
  type SecretBytes,
} from '@chatelaine/core';
import type { EcdsaProvider } from './ecdsa-provider.ts';
import { type EcdsaRules, EcdsaVerifier } from './ecdsa-verifier.ts';
import { LoadedEcdsaKey } from './loaded-ecdsa-key.ts';
import { PrivateKeys } from './private-keys.ts';
import { encodePublicKey, pointIn } from './public-key.ts';

/** The keys of one curve, on one implementation of ECDSA. */
export class EcdsaAlgorithm implements Algorithm {
  readonly keySpec: string;
  readonly usages: readonly [KeyUsage] = Object.freeze<[KeyUsage]>(['SIGN_VERIFY']);
  readonly suites: readonly number[] = Object.freeze([]);
  readonly algorithmNames: Algorithm['algorithmNames'];
  readonly materialForm = 'pkcs8';
  readonly provider: AlgorithmProvider;
  readonly execution: Execution;
  readonly dataKeyPair: DataKeyPairMaker = Object.freeze({ generate: () => this.#dataKeyPair() });

  readonly #provider: EcdsaProvider;
  readonly #privateKeys: PrivateKeys;
  readonly #rules: EcdsaRules;

  /** @param acceptHighS Where low S is the rule, verify signatures with a high one, too. */
  constructor(provider: EcdsaProvider, acceptHighS = false) {
    const { curve, description, execution } = provider;
    const { generate, ...use } = execution;
    const signingAlgorithms = Object.freeze<[string]>([curve.signingAlgorithm]);
    this.keySpec = curve.keySpec;
    this.algorithmNames = Object.freeze({ SIGN_VERIFY: signingAlgorithms });
    this.provider = Object.freeze({ ...description });
    this.execution = generate;
    this.#provider = provider;
    this.#privateKeys = new PrivateKeys(curve, (scalar) => provider.pointOf(scalar));
    this.#rules = { curve, execution: Object.freeze(use), signingAlgorithms, acceptHighS };
  }

  generate(): SecretBytes | Promise<SecretBytes> {
    return this.#provider.newKey((scalar, point) => this.#privateKeys.encode(scalar, point));
  }

  parse(material: SecretBytes): SecretBytes {
    return material.use((encoding) => this.#privateKeys.canonical(encoding));
  }

  publicKey(material: SecretBytes): Uint8Array {
    return this.#privateKeys.read(material, (_scalar, point) => encodePublicKey(this.#provider.curve, point));
  }

  verifier(publicKey: Uint8Array): EcdsaVerifier {
    const point = pointIn(this.#provider.curve, publicKey);
    const key = point && this.#provider.verifyingKey(point);
    if (key !== undefined) return new EcdsaVerifier(this.#rules, key);
    throw new VaultError(
      'InvalidArgument',
      `A public key of ${this.keySpec} is the DER of a SubjectPublicKeyInfo with the named curve and an uncompressed point on it.`,
    );
  }

  load(material: SecretBytes): LoadedEcdsaKey {
    return this.#privateKeys.read(
      material,
      (scalar, point) => new LoadedEcdsaKey(this.#rules, this.#provider.signingKey(scalar, point)),
    );
  }

  #dataKeyPair(): DataKeyPair | Promise<DataKeyPair> {
    return this.#provider.newKey((scalar, point) => ({
      publicKey: encodePublicKey(this.#provider.curve, point),
      privateKey: this.#privateKeys.encode(scalar, point),
    }));
  }
}
