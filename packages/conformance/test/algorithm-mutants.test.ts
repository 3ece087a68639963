import type { Algorithm } from '@chatelaine/core';
import { describe, expect, test } from 'vitest';
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

describe('the algorithm checks', () => {
  const useful = new Set<string>();

  describe.each([
    ['declarations and material', declarationMutants, [...declarationChecks, ...materialChecks]],
    ['loading and public keys', loadingMutants, [...loadingChecks, ...publicKeyChecks]],
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
