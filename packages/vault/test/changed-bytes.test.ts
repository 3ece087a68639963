import { createCipheriv, createDecipheriv, createSecretKey, randomBytes } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { type Algorithm, type CallerOperations, headerBytes } from '@chatelaine/core';
import { openTestVault, type TestVaultOptions } from '@chatelaine/conformance';
import type { Vault } from '@chatelaine/vault';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { common, seeds } from './support/algorithms/material.ts';
import { withAlgorithms } from './support/algorithms/test-algorithms.ts';
import { testMac } from './support/algorithms/test-mac.ts';
import { testRsa } from './support/algorithms/test-rsa.ts';
import { testSigning } from './support/algorithms/test-signing.ts';

/** AES-256-GCM without all that the product does besides. */
const testAead: Algorithm = {
  ...common,
  ...seeds,
  keySpec: 'TEST_AEAD',
  usages: ['ENCRYPT_DECRYPT'],
  suites: [1],
  algorithmNames: { ENCRYPT_DECRYPT: ['SYMMETRIC_DEFAULT'] },
  load: (material) => {
    const key = material.use((bytes) => createSecretKey(bytes));
    return {
      aead: {
        execution: { seal: 'inline', open: 'inline' },
        seal: (header, context, plaintext) => {
          const nonce = randomBytes(12);
          const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: 16 });
          cipher.setAAD(Buffer.concat([header, context]));
          const encrypted = [cipher.update(plaintext), cipher.final()];
          return new Uint8Array(Buffer.concat([header, nonce, cipher.getAuthTag(), ...encrypted]));
        },
        open: (ciphertext, context) => {
          const at = (from: number, to?: number): Uint8Array =>
            ciphertext.subarray(headerBytes + from, to && headerBytes + to);
          const decipher = createDecipheriv('aes-256-gcm', key, at(0, 12), { authTagLength: 16 });
          decipher.setAAD(Buffer.concat([ciphertext.subarray(0, headerBytes), context]));
          decipher.setAuthTag(at(12, 28));
          return new Uint8Array(Buffer.concat([decipher.update(at(28)), decipher.final()]));
        },
      },
      dispose: () => undefined,
    };
  },
};

const capabilities = ['aead', 'publicEncryption', 'signer', 'mac'] as const;
const lateMethods: ReadonlySet<string> = new Set(['seal', 'open', 'encrypt', 'decrypt', 'sign', 'verify', 'generate']);

/** The algorithm in a pool that begins with its work when the caller has long gone on. */
function inPool(algorithm: Algorithm): Algorithm {
  const late = ([name, member]: readonly [string, unknown]): readonly [string, unknown] => {
    if (name === 'execution') return [name, Object.fromEntries([...lateMethods].map((method) => [method, 'pool']))];
    if (typeof member !== 'function' || !lateMethods.has(name)) return [name, member];
    return [
      name,
      (...given: readonly unknown[]) => setImmediate().then(() => Reflect.apply(member, undefined, given) as unknown),
    ];
  };
  return {
    ...algorithm,
    load: async (...given) => {
      const loaded = await algorithm.load(...given);
      const moved = capabilities.flatMap((name) => {
        const capability = loaded[name];
        return capability === undefined ? [] : [[name, Object.fromEntries(Object.entries(capability).map(late))]];
      });
      return { ...loaded, ...Object.fromEntries(moved) };
    },
  };
}

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

  beforeEach(async () => {
    vault = await openTestVault(options);
    kms = vault.as({ id: 'user:alice' });
  });

  afterEach(() => vault.close());

  /** Calls twice at once, and overwrites all that was given as soon as the first promise is there; gives the answer to that. */
  async function overwritten<Answer>(
    call: (given: (bytes: Uint8Array) => Uint8Array) => Promise<Answer>,
  ): Promise<Answer> {
    if (isCold) vault.reseed();
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
    expect([...plaintext]).toEqual([...message]);
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
