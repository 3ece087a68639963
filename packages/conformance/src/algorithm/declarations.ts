import assert from 'node:assert/strict';
import { isKeySpec, keyUsages, type Algorithm } from '@chatelaine/core';
import type { Check } from '../check.ts';
import { declares, onAlgorithm } from './algorithm-check.ts';
import { assertAgree } from './agreement.ts';
import { TestKey } from './test-key.ts';

function declarationOf({ keySpec, usages, suites, execution }: Algorithm): unknown {
  return { keySpec, usages: [...usages], suites: [...suites], execution };
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
