import assert from 'node:assert/strict';
import { createPrivateKey } from 'node:crypto';
import { isKeySpec, type KeyUsage, keyUsages, type Algorithm, type LoadedKey } from '@chatelaine/core';
import type { Check } from '../check.ts';
import { declares, onAlgorithm } from './algorithm-check.ts';
import { assertAgree } from './agreement.ts';
import { someMaterial } from './generated-material.ts';
import { TestKey } from './test-key.ts';

function declarationOf(algorithm: Algorithm): unknown {
  const { keySpec, usages, suites, execution, algorithmNames, materialForm, provider } = algorithm;
  return structuredClone({ keySpec, usages, suites, execution, algorithmNames, materialForm, provider });
}

/** The names that a loaded key has for a usage. */
function namesOf({ aead, publicEncryption, signer, mac }: LoadedKey, usage: KeyUsage): readonly string[] {
  if (usage === 'SIGN_VERIFY') return signer?.signingAlgorithms ?? [];
  if (usage === 'GENERATE_VERIFY_MAC') return mac === undefined ? [] : [mac.macAlgorithm];
  if (publicEncryption === undefined) return aead === undefined ? [] : ['SYMMETRIC_DEFAULT'];
  return [...publicEncryption.encryptionAlgorithms, ...publicEncryption.decryptionOnlyAlgorithms];
}

export const declarationChecks: readonly Check<Algorithm>[] = [
  onAlgorithm('names its key spec as key specs are named', async ({ keySpec }) => {
    assert(isKeySpec(keySpec), `${keySpec} is no name of a key spec`);
  }),

  onAlgorithm('declares one usage at least, each known and none twice, in a frozen list', async ({ usages }) => {
    assert(usages.length > 0, 'there are no usages');
    assert(Object.isFrozen(usages), 'the list of usages can be changed');
    assert.equal(new Set(usages).size, usages.length, 'a usage is declared twice');
    for (const usage of usages) assert(keyUsages.includes(usage), `${usage} is no key usage`);
  }),

  onAlgorithm('declares suites from 1 to 255, none twice, in a frozen list', async ({ suites }) => {
    assert(Object.isFrozen(suites), 'the list of suites can be changed');
    assert.equal(new Set(suites).size, suites.length, 'a suite is declared twice');
    for (const suite of suites) {
      assert(Number.isInteger(suite) && suite >= 1 && suite <= 255, `${suite} is no suite number`);
    }
  }),

  onAlgorithm('declares suites only if it encrypts', async (algorithm) => {
    if (algorithm.suites.length > 0)
      assert(declares.aead(algorithm), 'there are suites, but nothing encrypts with them');
  }),

  onAlgorithm('declares where it runs: inline or in the pool', async ({ execution }) => {
    assert(execution === 'inline' || execution === 'pool', `${execution as string} is neither`);
  }),

  onAlgorithm('says of each method of a loaded key where it runs', async (algorithm) => {
    const { aead, publicEncryption, signer, mac } = await (await TestKey.make(algorithm)).load();
    const places = [
      ...(aead === undefined ? [] : [aead.execution.seal, aead.execution.open]),
      ...(publicEncryption === undefined
        ? []
        : [publicEncryption.execution.encrypt, publicEncryption.execution.decrypt]),
      ...(signer === undefined ? [] : [signer.execution.sign, signer.execution.verify]),
      ...(signer?.execution.signDigest === undefined ? [] : [signer.execution.signDigest]),
      ...(signer?.execution.verifyDigest === undefined ? [] : [signer.execution.verifyDigest]),
      ...(mac === undefined ? [] : [mac.execution.generate]),
    ];
    for (const place of places) assert(place === 'inline' || place === 'pool', `${place as string} is neither`);
  }),

  onAlgorithm('names, for each usage, what its loaded keys can be used with', async (algorithm) => {
    const { algorithmNames, usages } = algorithm;
    assert(Object.isFrozen(algorithmNames), 'the names can be changed');
    assert.deepEqual(Object.keys(algorithmNames).toSorted(), usages.toSorted(), 'the usages are others');
    const loaded = await (await TestKey.make(algorithm)).load();
    for (const usage of usages) {
      assert(Object.isFrozen(algorithmNames[usage]), `the names for ${usage} can be changed`);
      assert.deepEqual(algorithmNames[usage], namesOf(loaded, usage), `the names for ${usage} are others`);
    }
  }),

  onAlgorithm('says what its material is, and gives it in that form', async (algorithm) => {
    assert(
      algorithm.materialForm === 'raw' || algorithm.materialForm === 'pkcs8',
      `${algorithm.materialForm as string} is no form`,
    );
    if (algorithm.materialForm !== 'pkcs8') return;
    const material = await someMaterial(algorithm);
    const key = createPrivateKey({ key: Buffer.from(material), format: 'der', type: 'pkcs8' });
    assert.equal(key.type, 'private');
  }),

  onAlgorithm('names its provider, and says how it keeps its time', async ({ provider }) => {
    assert.match(provider.name, /^[ -~]{1,128}$/);
    assert(
      provider.timing === 'constant-time' || provider.timing === 'best-effort',
      `${provider.timing as string} is neither`,
    );
  }),

  onAlgorithm('declares the same after it was used as before', async (algorithm) => {
    const before = declarationOf(algorithm);
    const key = await TestKey.make(algorithm);
    await assertAgree(await key.load(), await key.load(), key);
    assert.deepEqual(declarationOf(algorithm), before);
  }),

  onAlgorithm('loads keys with the capabilities that it declares, and with no others', async (algorithm) => {
    const loaded = await (await TestKey.make(algorithm)).load();
    for (const capability of ['aead', 'publicEncryption', 'signer', 'mac'] as const) {
      const present = loaded[capability] !== undefined;
      assert.equal(present, declares[capability](algorithm), `${capability} ${present ? 'is there' : 'is missing'}`);
    }
  }),

  onAlgorithm('gives public keys if, and only if, it is asymmetric', async (algorithm) => {
    const asymmetric = declares.signer(algorithm) || declares.publicEncryption(algorithm);
    assert.equal(algorithm.publicKey !== undefined, asymmetric);
  }),
];
