import type { CallerOperations } from '@chatelaine/core';
import { openTestVault, type TestVaultOptions } from '@chatelaine/conformance';
import { MemoryKeyStore } from '@chatelaine/store-memory';
import type { Vault } from '@chatelaine/vault';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { inPool } from './support/algorithms/in-pool.ts';
import { testAead } from './support/algorithms/test-aead.ts';
import { withAlgorithms } from './support/algorithms/test-algorithms.ts';
import { testMac } from './support/algorithms/test-mac.ts';
import { testRsa } from './support/algorithms/test-rsa.ts';
import { testSigning } from './support/algorithms/test-signing.ts';

const algorithms = [testAead, testMac, testRsa, testSigning];

/** What makes an operation end later than on the turn of its call. */
const circumstances: readonly (readonly [string, TestVaultOptions & { readonly isCold?: boolean }])[] = [
  ['whose key is not loaded yet', { plugins: [withAlgorithms(...algorithms)], isCold: true }],
  ['whose intent is written first', { plugins: [withAlgorithms(...algorithms)], auditLevel: 'written' }],
  ['that works in the pool', { plugins: [withAlgorithms(...algorithms.map(inPool))] }],
  [
    'that waits for the pool',
    { plugins: [withAlgorithms(...algorithms.map(inPool))], limits: { pooledOperations: 1 } },
  ],
];

describe.each(circumstances)('an operation %s', (_when, { isCold = false, ...options }) => {
  let vault: Vault;
  let kms: CallerOperations;
  const message = Uint8Array.from({ length: 40 }, (_none, index) => index);

  let store: MemoryKeyStore;

  const open = async (): Promise<void> => {
    vault = await openTestVault({ ...options, store });
    kms = vault.as({ id: 'user:alice' });
  };
  const reopen = async (): Promise<void> => {
    await vault.close();
    await open();
  };

  beforeEach(() => {
    store = new MemoryKeyStore();
    return open();
  });

  afterEach(() => vault.close());

  /** Calls twice at once, and overwrites all that was given as soon as the first promise is there; gives the answer to that. */
  async function overwritten<Answer>(
    call: (given: (bytes: Uint8Array) => Uint8Array) => Promise<Answer>,
  ): Promise<Answer> {
    if (isCold) await reopen();
    const arrays: Uint8Array[] = [];
    const busy = call((bytes) => bytes);
    const answer = call((bytes) => {
      const array = new Uint8Array(bytes);
      arrays.push(array);
      return array;
    });
    expect(arrays.length).toBeGreaterThan(0);
    for (const array of arrays) array.fill(0xff);
    await busy;
    return answer;
  }

  const isolated = async (keySpec: string, keyUsage?: 'ENCRYPT_DECRYPT'): Promise<string> =>
    (await kms.createKey(keyUsage === undefined ? { keySpec } : { keySpec, keyUsage })).keyId;

  test('encrypts and decrypts what it was given', async () => {
    const keyId = await isolated('TEST_AEAD');
    const { ciphertext } = await overwritten((given) => kms.encryptData({ keyId, plaintext: given(message) }));
    const { plaintext } = await overwritten((given) => kms.decryptData({ ciphertext: given(ciphertext) }));
    expect(plaintext).toEqual(message);
  });

  test('encrypts and decrypts the data key that it was given', async () => {
    const keyId = await isolated('TEST_AEAD');
    const { ciphertext } = await overwritten((given) => kms.encryptDataKey({ keyId, plaintext: given(message) }));
    const { plaintext } = await overwritten((given) => kms.decryptDataKey({ ciphertext: given(ciphertext) }));
    expect(plaintext).toEqual(message);
  });

  test('encrypts to a public key and decrypts what it was given', async () => {
    const keyId = await isolated('TEST_RSA', 'ENCRYPT_DECRYPT');
    const encryptionAlgorithm = 'RSAES_OAEP_SHA_256';
    const { ciphertext } = await overwritten((given) => kms.encryptData({ keyId, plaintext: given(message) }));
    const { plaintext } = await overwritten((given) =>
      kms.decryptData({ keyId, ciphertext: given(ciphertext), encryptionAlgorithm }),
    );
    expect(plaintext).toEqual(message);
  });

  test('re-encrypts what it was given', async () => {
    const [keyId, destinationKeyId] = [await isolated('TEST_AEAD'), await isolated('TEST_AEAD')];
    const { ciphertext } = await kms.encryptData({ keyId, plaintext: message });
    const moved = await overwritten((given) => kms.reEncrypt({ ciphertext: given(ciphertext), destinationKeyId }));
    const { plaintext } = await kms.decryptData({ ciphertext: moved.ciphertext });
    expect(plaintext).toEqual(message);
  });

  test('signs and verifies what it was given', async () => {
    const keyId = await isolated('TEST_SIGN');
    const { signature } = await overwritten((given) => kms.sign({ keyId, message: given(message) }));
    const { signatureValid } = await overwritten((given) =>
      kms.verify({ keyId, message: given(message), signature: given(signature) }),
    );
    expect(signatureValid).toBe(true);
  });

  test('authenticates what it was given', async () => {
    const keyId = await isolated('TEST_MAC');
    const { mac } = await overwritten((given) => kms.generateMac({ keyId, message: given(message) }));
    const { macValid } = await overwritten((given) =>
      kms.verifyMac({ keyId, message: given(message), mac: given(mac) }),
    );
    expect(macValid).toBe(true);
  });
});
