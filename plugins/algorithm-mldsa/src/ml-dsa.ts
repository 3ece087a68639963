import { randomBytes } from 'node:crypto';
import {
  SecretBytes,
  VaultError,
  type Algorithm,
  type AlgorithmProvider,
  type DataKeyPair,
  type DataKeyPairMaker,
  type KeySpec,
  type KeyUsage,
  mixed,
} from '@chatelaine/core';
import { encodeSeed } from './encodings/private-key-info.ts';
import { decodePublicKey, encodePublicKey } from './encodings/subject-public-key-info.ts';
import { LoadedMlDsaKey } from './loaded-ml-dsa-key.ts';
import { MlDsaVerifier } from './ml-dsa-verifier.ts';
import { seedBytes, type ParameterSet } from './parameter-sets.ts';
import type { Provider } from './providers/provider.ts';
import { signingAlgorithm } from './signing-algorithm.ts';

/** One parameter set of ML-DSA (FIPS 204). Key material is the seed. */
export class MlDsa implements Algorithm {
  readonly keySpec: KeySpec;
  readonly usages: readonly [KeyUsage] = Object.freeze<[KeyUsage]>(['SIGN_VERIFY']);
  readonly suites: readonly number[] = Object.freeze([]);
  readonly algorithmNames: Algorithm['algorithmNames'] = Object.freeze({
    SIGN_VERIFY: Object.freeze<[string]>([signingAlgorithm]),
  });
  readonly materialForm = 'raw';
  readonly provider: AlgorithmProvider;
  readonly execution = 'pool';
  readonly dataKeyPair: DataKeyPairMaker = Object.freeze({ generate: () => this.#makeDataKeyPair() });
  readonly #set: ParameterSet;
  readonly #provider: Provider;

  constructor(set: ParameterSet, provider: Provider) {
    this.keySpec = set.keySpec;
    this.provider = provider.description;
    this.#set = set;
    this.#provider = provider;
  }

  async generate(): Promise<SecretBytes> {
    return SecretBytes.take(mixed(randomBytes(seedBytes)));
  }

  parse(material: SecretBytes): SecretBytes {
    if (material.length !== seedBytes) {
      throw new VaultError('InvalidArgument', `Key material of ${this.keySpec} is a seed of 32 bytes; this is none.`);
    }
    return SecretBytes.take(copyOf(material));
  }

  async publicKey(material: SecretBytes): Promise<Uint8Array> {
    return encodePublicKey(this.#set, await this.#provider.publicKey(this.#set, copyOf(material)));
  }

  verifier(publicKey: Uint8Array): MlDsaVerifier {
    const decoded = decodePublicKey(this.#set, publicKey);
    return new MlDsaVerifier(this.#set, this.#provider.verifier(this.#set, decoded));
  }

  async load(material: SecretBytes): Promise<LoadedMlDsaKey> {
    return new LoadedMlDsaKey(this.#set, await this.#provider.load(this.#set, copyOf(material)));
  }

  async #makeDataKeyPair(): Promise<DataKeyPair> {
    const { seed, publicKey } = await this.#provider.keyPair(this.#set);
    const privateKey = SecretBytes.take(encodeSeed(this.#set, seed));
    seed.fill(0);
    return { publicKey: encodePublicKey(this.#set, publicKey), privateKey };
  }
}

function copyOf(material: SecretBytes): Uint8Array {
  return material.use((bytes) => Uint8Array.from(bytes));
}
