import type { Algorithm } from '@chatelaine/core';
import { describe, expect, test } from 'vitest';
import { dataKeyPairChecks } from '../src/algorithm/data-key-pairs.ts';
import { declarationChecks } from '../src/algorithm/declarations.ts';
import { algorithmChecks, applicableChecks, registerChecks, type Check } from '../src/algorithm/index.ts';
import { loadingChecks } from '../src/algorithm/loading.ts';
import { macChecks } from '../src/algorithm/macs.ts';
import { materialChecks } from '../src/algorithm/material.ts';
import { openingChecks } from '../src/algorithm/opening.ts';
import { publicEncryptionChecks } from '../src/algorithm/public-encryption.ts';
import { publicKeyChecks } from '../src/algorithm/public-keys.ts';
import { sealingChecks } from '../src/algorithm/sealing.ts';
import { signingChecks } from '../src/algorithm/signing.ts';
import { aeadMutants } from './algorithms/aead-mutants.ts';
import { dataKeyPairMutants } from './algorithms/data-key-pair-mutants.ts';
import { declarationMutants } from './algorithms/declaration-mutants.ts';
import { loadingMutants } from './algorithms/loading-mutants.ts';
import { macMutants } from './algorithms/mac-mutants.ts';
import { publicEncryptionMutants } from './algorithms/public-encryption-mutants.ts';
import { signerMutants } from './algorithms/signer-mutants.ts';
import { testAead } from './algorithms/test-aead.ts';
import { testMac } from './algorithms/test-mac.ts';
import { testPublicEncryption } from './algorithms/test-public-encryption.ts';
import { testSigner } from './algorithms/test-signer.ts';

/** Which of the checks the algorithm fails, each run on a new one. */
async function catching(checks: readonly Check<Algorithm>[], make: () => Algorithm): Promise<readonly string[]> {
  const names: string[] = [];
  for (const check of applicableChecks(checks, make())) {
    await check.run(make()).catch(() => names.push(check.name));
  }
  return names;
}

describe.each(Object.entries({ testAead, testMac, testSigner, testPublicEncryption }))(
  'an honest algorithm passes: %s',
  (_name, make) => {
    registerChecks(test, algorithmChecks, make());
  },
);

/** How often all checks together let an algorithm generate material. */
async function generations(honest: Algorithm): Promise<number> {
  let count = 0;
  const counting: Algorithm = {
    ...honest,
    generate: () => {
      count += 1;
      return honest.generate();
    },
  };
  for (const check of applicableChecks(algorithmChecks, counting)) await check.run(counting);
  return count;
}

describe('the keys that the checks use', () => {
  test('are few where they are generated in the pool: two to compare, and two to use', async () => {
    expect(await generations(testMac())).toBe(4);
  });

  test('are new for each check where they are generated inline', async () => {
    expect(await generations(testSigner())).toBeGreaterThan(40);
  });
});

describe('the algorithm checks', () => {
  const useful = new Set<string>();

  describe.each([
    ['declarations and material', declarationMutants, [...declarationChecks, ...materialChecks]],
    ['loading and public keys', loadingMutants, [...loadingChecks, ...publicKeyChecks]],
    ['data-key pairs', dataKeyPairMutants, dataKeyPairChecks],
    ['authenticated encryption', aeadMutants, [...sealingChecks, ...openingChecks]],
    ['public encryption', publicEncryptionMutants, publicEncryptionChecks],
    ['signatures', signerMutants, signingChecks],
    ['codes', macMutants, macChecks],
  ])('catch, in %s, an algorithm that', (_group, mutants, checks) => {
    test.each(Object.entries(mutants))('%s', async (_lie, make) => {
      const names = await catching(checks, make);
      for (const name of names) useful.add(name);
      expect(names).not.toEqual([]);
    });
  });

  test('are such that each of them catches one at least', () => {
    expect(algorithmChecks.map((check) => check.name).filter((name) => !useful.has(name))).toEqual([]);
  });

  test('have names that differ', () => {
    expect(new Set(algorithmChecks.map((check) => check.name)).size).toBe(algorithmChecks.length);
  });
});
