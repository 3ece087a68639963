import { aes } from '@chatelaine/algorithm-aes';
import { openTestVault } from '@chatelaine/conformance';
import { definePlugin } from '@chatelaine/core';
import { describeAlgorithms } from '@chatelaine/vault';
import { describe, expect, test } from 'vitest';
import { testAlgorithms, withAlgorithms } from './support/algorithms/test-algorithms.ts';
import { testMac } from './support/algorithms/test-mac.ts';
import { codeOf } from './support/refusal.ts';

const described = [
  {
    keySpec: 'AES_256',
    usages: ['ENCRYPT_DECRYPT'],
    algorithmNames: { ENCRYPT_DECRYPT: ['SYMMETRIC_DEFAULT'] },
    materialForm: 'raw',
    execution: 'inline',
    dataKeyPairs: false,
    provider: { name: expect.stringMatching(/^node:crypto \(OpenSSL /) as string, timing: 'constant-time' },
    plugin: '@chatelaine/algorithm-aes',
  },
  {
    keySpec: 'TEST_MAC',
    usages: ['GENERATE_VERIFY_MAC'],
    algorithmNames: { GENERATE_VERIFY_MAC: ['HMAC_SHA_256'] },
    materialForm: 'raw',
    execution: 'inline',
    dataKeyPairs: false,
    provider: { name: 'node:crypto', timing: 'constant-time' },
    plugin: 'test/algorithms',
  },
  {
    keySpec: 'TEST_RSA',
    usages: ['SIGN_VERIFY', 'ENCRYPT_DECRYPT'],
    algorithmNames: {
      SIGN_VERIFY: ['RSASSA_PKCS1_V1_5_SHA_256'],
      ENCRYPT_DECRYPT: ['RSAES_OAEP_SHA_256', 'RSAES_OAEP_SHA_1'],
    },
    materialForm: 'pkcs8',
    execution: 'inline',
    dataKeyPairs: false,
    provider: { name: 'node:crypto', timing: 'constant-time' },
    plugin: 'test/algorithms',
  },
  expect.objectContaining({ keySpec: 'TEST_SIGN', dataKeyPairs: true }),
];

describe('describeAlgorithms', () => {
  test('tells of every key spec what it can do, and what is underneath', async () => {
    await using vault = await openTestVault({ plugins: [testAlgorithms()] });
    expect(vault.describeAlgorithms()).toEqual(described);
  });

  test('gives an answer of its own each time', async () => {
    await using vault = await openTestVault({ plugins: [testAlgorithms()] });
    const [first] = vault.describeAlgorithms();
    Object.assign(first ?? {}, { keySpec: 'OTHER', usages: [] });
    expect(vault.describeAlgorithms()).toEqual(described);
  });

  test('tells the same of plugins without a vault', async () => {
    expect(await describeAlgorithms([testAlgorithms(), aes()])).toEqual(described);
    expect(await describeAlgorithms([])).toEqual([]);
  });

  test('is what was declared, whatever a plugin changes afterwards', async () => {
    const changing = { ...testMac, provider: { ...testMac.provider } };
    await using vault = await openTestVault({ plugins: [withAlgorithms(changing)] });
    Object.assign(changing, { execution: 'pool' });
    Object.assign(changing.provider, { name: 'changed' });
    expect(vault.describeAlgorithms()[1]).toEqual(described[1]);
  });

  test('refuses the plugins that a vault refuses', async () => {
    expect(await codeOf(describeAlgorithms([aes(), aes()]))).toBe('DuplicatePlugin');
    const late = definePlugin({ name: 'test/other', apiVersion: 1, setup: (host) => host.algorithm(testMac) });
    expect(await codeOf(describeAlgorithms([testAlgorithms(), late]))).toBe('DuplicateRegistration');
  });
});
