import { createPublicKey } from 'node:crypto';
import { algorithmChecks, registerChecks } from '@chatelaine/conformance/algorithm';
import { SecretBytes, type Algorithm, type DataKeyPair } from '@chatelaine/core';
import { describe, test } from 'vitest';
import { encodePublicKey } from '../src/public-key.ts';
import { algorithmOf } from './rsa-keys.ts';
import { materialOf, testKeys } from './test-keys.ts';

function copied({ publicKey, privateKey }: DataKeyPair): DataKeyPair {
  return {
    publicKey: new Uint8Array(publicKey),
    privateKey: privateKey.use((bytes) => SecretBytes.take(new Uint8Array(bytes))),
  };
}

/** The algorithm; but long keys take seconds to make, so it makes one only, and gives that and a known one in turn. */
function withFewKeys(keySpec: keyof typeof testKeys): Algorithm {
  const [algorithm, key] = [algorithmOf(keySpec), testKeys[keySpec]];
  const known = { publicKey: encodePublicKey(createPublicKey(key)), privateKey: materialOf(key) };
  let [made, calls]: [Promise<DataKeyPair> | undefined, number] = [undefined, 0];
  const pair = async (): Promise<DataKeyPair> => {
    made ??= Promise.resolve(algorithm.dataKeyPair.generate());
    calls += 1;
    return copied(calls % 2 === 1 ? await made : known);
  };
  return {
    keySpec,
    usages: algorithm.usages,
    suites: algorithm.suites,
    algorithmNames: algorithm.algorithmNames,
    materialForm: algorithm.materialForm,
    provider: algorithm.provider,
    execution: algorithm.execution,
    generate: async () => (await pair()).privateKey,
    dataKeyPair: { generate: pair },
    parse: (material) => algorithm.parse(material),
    publicKey: (material) => algorithm.publicKey(material),
    verifier: (publicKey) => algorithm.verifier(publicKey),
    load: (material) => algorithm.load(material),
  };
}

describe('RSA_2048 keeps the contract of an algorithm', () => {
  registerChecks(test, algorithmChecks, algorithmOf('RSA_2048'));
});

describe.each(['RSA_3072', 'RSA_4096'] as const)('%s keeps the contract of an algorithm', (keySpec) => {
  registerChecks(test, algorithmChecks, withFewKeys(keySpec));
});
