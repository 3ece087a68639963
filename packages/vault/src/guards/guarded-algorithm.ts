import { type Algorithm, type KeyUsage, type LoadContext, type LoadedKey, SecretBytes } from '@chatelaine/core';
import { checked, contained } from './contained.ts';
import { guardAead } from './guarded-aead.ts';
import { guardMac } from './guarded-mac.ts';
import { guardPublicEncryption } from './guarded-public-encryption.ts';
import { checkPublicKey, guardDataKeyPair } from './guarded-public-key.ts';
import { guardSigner, guardVerifier } from './guarded-signer.ts';
import { misbehaved } from './misbehaved.ts';

type Names = Algorithm['algorithmNames'];

/** Holds an algorithm to what it promised: types, lengths, names, the header, no input given back. */
export function guardAlgorithm(algorithm: Algorithm): Algorithm {
  const who = `The algorithm ${algorithm.keySpec}`;
  const names = copyNames(algorithm);
  const usages = Object.freeze<Algorithm['usages']>([...algorithm.usages]);
  const suites = Object.freeze([...algorithm.suites]);
  const secret = (value: SecretBytes): SecretBytes => {
    if (!SecretBytes.is(value) || value.length === 0) throw misbehaved(who, 'gave no secret bytes');
    return value;
  };
  const { dataKeyPair } = algorithm;
  return Object.freeze({
    keySpec: algorithm.keySpec,
    usages,
    suites,
    execution: algorithm.execution,
    algorithmNames: names,
    materialForm: algorithm.materialForm,
    provider: Object.freeze({ name: algorithm.provider.name, timing: algorithm.provider.timing }),
    generate: () => checked(who, () => algorithm.generate(), secret),
    parse: (material: SecretBytes) => checked(who, () => algorithm.parse(material), secret),
    load: (material: SecretBytes, context: LoadContext) =>
      checked(
        who,
        () => algorithm.load(material, context),
        (loaded) => guardLoadedKey(who, loaded, names, usages, suites.length > 0),
      ),
    ...(algorithm.publicKey !== undefined && {
      publicKey: (material: SecretBytes) =>
        checked<unknown, Uint8Array>(
          who,
          () => algorithm.publicKey?.(material),
          (given) => checkPublicKey(who, given),
        ),
    }),
    ...(algorithm.verifier !== undefined && {
      verifier: (given: Uint8Array) =>
        checked(
          who,
          () => algorithm.verifier?.(given),
          (made) => guardVerifier(who, made, names.SIGN_VERIFY),
        ),
    }),
    ...(algorithm.reseed !== undefined && { reseed: () => void contained(who, () => algorithm.reseed?.()) }),
    ...(dataKeyPair && { dataKeyPair: guardDataKeyPair(who, dataKeyPair) }),
  });
}

function copyNames({ algorithmNames, usages }: Algorithm): Names {
  const copied: { -readonly [Usage in KeyUsage]?: readonly [string, ...string[]] } = {};
  for (const usage of usages) {
    const names = algorithmNames[usage];
    if (names !== undefined) copied[usage] = Object.freeze<readonly [string, ...string[]]>([...names]);
  }
  return Object.freeze(copied);
}

/** The capabilities that the usages of the algorithm need, guarded; others are not passed on. */
function guardLoadedKey(
  who: string,
  loaded: LoadedKey,
  names: Names,
  usages: readonly KeyUsage[],
  hasSuites: boolean,
): LoadedKey {
  if (typeof loaded !== 'object' || loaded === null || typeof loaded.dispose !== 'function') {
    throw misbehaved(who, 'loaded no key');
  }
  const { aead, publicEncryption, signer, mac } = loaded;
  const needed = <Capability>(capability: Capability | undefined, usage: KeyUsage): Capability => {
    if (typeof capability === 'object' && capability !== null) return capability;
    throw misbehaved(who, `loaded a key that can not do what ${usage} needs`);
  };
  const encrypts = usages.includes('ENCRYPT_DECRYPT');
  return Object.freeze({
    ...(encrypts && hasSuites && { aead: guardAead(who, needed(aead, 'ENCRYPT_DECRYPT')) }),
    ...(encrypts &&
      !hasSuites && {
        publicEncryption: guardPublicEncryption(
          who,
          needed(publicEncryption, 'ENCRYPT_DECRYPT'),
          names.ENCRYPT_DECRYPT,
        ),
      }),
    ...(usages.includes('SIGN_VERIFY') && {
      signer: guardSigner(who, needed(signer, 'SIGN_VERIFY'), names.SIGN_VERIFY),
    }),
    ...(usages.includes('GENERATE_VERIFY_MAC') && {
      mac: guardMac(who, needed(mac, 'GENERATE_VERIFY_MAC'), names.GENERATE_VERIFY_MAC),
    }),
    dispose: () => loaded.dispose(),
  });
}
