import {
  type CallerOperations,
  type KeyUsage,
  keyUsages,
  type OperationDeclaration,
  operations,
  VaultError,
} from '@chatelaine/core';
import { openTestVault } from '@chatelaine/conformance';
import { describe, expect, test } from 'vitest';
import { streamOf } from './support/bytes.ts';
import { layout } from './support/layout.ts';
import { codeOf, outcomeOf, refusal } from './support/refusal.ts';
import { versatileAlgorithm } from './support/versatile-algorithm.ts';

const alice = { id: 'user:alice' };
const plaintext = new Uint8Array(32);
const message = plaintext;

const openVersatileVault = () => openTestVault({ plugins: [versatileAlgorithm()] });

/** What is needed to use any key of any usage. */
interface Given {
  readonly kms: CallerOperations;
  readonly keyId: string;
  /** Ciphertexts of a key for encryption, made to name the key. */
  readonly data: Uint8Array;
  readonly dataKey: Uint8Array;
  readonly stream: Uint8Array;
}

/** Every operation that needs a usage. */
const uses: Readonly<Record<string, (given: Given) => Promise<unknown>>> = {
  encryptData: ({ kms, keyId }) => kms.encryptData({ keyId, plaintext }),
  decryptData: ({ kms, data }) => kms.decryptData({ ciphertext: data }),
  encryptStream: ({ kms, keyId }) => kms.encryptStream({ keyId, plaintext: streamOf(plaintext) }),
  decryptStream: ({ kms, stream }) => kms.decryptStream({ ciphertext: streamOf(stream) }),
  createDataKey: ({ kms, keyId }) => kms.createDataKey({ keyId }),
  createDataKeyWithoutPlaintext: ({ kms, keyId }) => kms.createDataKeyWithoutPlaintext({ keyId }),
  createDataKeyPair: ({ kms, keyId }) => kms.createDataKeyPair({ keyId, keyPairSpec: 'TEST_1' }),
  createDataKeyPairWithoutPlaintext: ({ kms, keyId }) =>
    kms.createDataKeyPairWithoutPlaintext({ keyId, keyPairSpec: 'TEST_1' }),
  encryptDataKey: ({ kms, keyId }) => kms.encryptDataKey({ keyId, plaintext }),
  decryptDataKey: ({ kms, dataKey }) => kms.decryptDataKey({ ciphertext: dataKey }),
  reEncrypt: ({ kms, keyId, data }) => kms.reEncrypt({ ciphertext: data, destinationKeyId: keyId }),
  sign: ({ kms, keyId }) => kms.sign({ keyId, message }),
  verify: ({ kms, keyId }) => kms.verify({ keyId, message, signature: plaintext }),
  generateMac: ({ kms, keyId }) => kms.generateMac({ keyId, message }),
  verifyMac: ({ kms, keyId }) => kms.verifyMac({ keyId, message, mac: plaintext }),
};

const declared: readonly (readonly [string, OperationDeclaration])[] = Object.entries(operations);
const needing = declared.flatMap(([name, { usage }]) => (usage === undefined ? [] : [[name, usage] as const]));

async function give(kms: CallerOperations, keyUsage: KeyUsage): Promise<Given> {
  const { keyId } = await kms.createKey({ keySpec: 'TEST_1', keyUsage });
  const { keyId: encrypting } = await kms.createKey({ keySpec: 'TEST_1', keyUsage: 'ENCRYPT_DECRYPT' });
  const { ciphertext } = await kms.encryptStream({ keyId: encrypting, plaintext: streamOf(plaintext) });
  const made = [
    (await kms.encryptData({ keyId: encrypting, plaintext })).ciphertext,
    (await kms.createDataKey({ keyId: encrypting })).ciphertext,
    Buffer.concat((await ciphertext.toArray()) as Uint8Array[]),
  ] as const;
  for (const each of made) each.set(Buffer.from(keyId.replaceAll('-', ''), 'hex'), layout.keyId);
  const [data, dataKey, stream] = made;
  return { kms, keyId, data, dataKey, stream };
}

describe('requirement 11: a key is used for what it was created for and nothing else', () => {
  test('which is shown of every operation that needs a usage', () => {
    expect(Object.keys(uses)).toEqual(needing.map(([name]) => name));
  });

  test.each(keyUsages)('a key for %s', async (keyUsage) => {
    await using vault = await openVersatileVault();
    const given = await give(vault.as(alice), keyUsage);
    for (const [name, needed] of needing) {
      const outcome = await outcomeOf(uses[name]?.(given) ?? Promise.reject(new VaultError('Internal', name)));
      expect([name, outcome]).toEqual([name, needed === keyUsage ? 'success' : 'WrongKeyUsage']);
    }
  });

  test('is told what the key is for only if the caller may do the operation', async () => {
    for (const allowed of [true, false]) {
      await using vault = await openTestVault({
        plugins: [versatileAlgorithm()],
        decide: ({ action }) => allowed || action === 'kms:cmk:create',
      });
      const kms = vault.as(alice);
      const { keyId } = await kms.createKey({ keySpec: 'TEST_1', keyUsage: 'GENERATE_VERIFY_MAC' });
      const { code, message: told } = await refusal(kms.sign({ keyId, message }));
      expect(code).toBe(allowed ? 'WrongKeyUsage' : 'AccessDenied');
      expect(told.includes('GENERATE_VERIFY_MAC')).toBe(allowed);
    }
  });

  test('the usage is the one that was asked for, or the first that the spec has', async () => {
    await using vault = await openVersatileVault();
    const kms = vault.as(alice);
    expect((await kms.createKey({ keySpec: 'TEST_1' })).keyUsage).toBe('SIGN_VERIFY');
    for (const keyUsage of keyUsages)
      expect((await kms.createKey({ keySpec: 'TEST_1', keyUsage })).keyUsage).toBe(keyUsage);
  });

  test('a usage that the spec does not have is refused when the key is created', async () => {
    await using vault = await openVersatileVault();
    const request = { keySpec: 'AES_256', keyUsage: 'GENERATE_VERIFY_MAC' } as const;
    expect(await codeOf(vault.as(alice).createKey(request))).toBe('UnsupportedKeyUsage');
  });
});
