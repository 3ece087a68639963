import type { CallerOperations } from '@chatelaine/core';
import { openTestVault } from '@chatelaine/conformance';
import { describe, expect, test } from 'vitest';
import { streamOf } from './support/bytes.ts';
import { codeOf, outcomeOf } from './support/refusal.ts';
import { versatileAlgorithm } from './support/versatile-algorithm.ts';

const alice = { id: 'user:alice' };

const openVersatileVault = () => openTestVault({ plugins: [versatileAlgorithm()] });

const plaintext = new Uint8Array(32);

const uses: readonly (readonly [string, (kms: CallerOperations, keyId: string) => Promise<unknown>])[] = [
  ['encryptData', (kms, keyId) => kms.encryptData({ keyId, plaintext })],
  ['encryptStream', (kms, keyId) => kms.encryptStream({ keyId, plaintext: streamOf(plaintext) })],
  ['encryptDataKey', (kms, keyId) => kms.encryptDataKey({ keyId, plaintext })],
  ['createDataKey', (kms, keyId) => kms.createDataKey({ keyId })],
  ['createDataKeyWithoutPlaintext', (kms, keyId) => kms.createDataKeyWithoutPlaintext({ keyId })],
];

describe('requirement 11: a key is used for what it was created for and nothing else', () => {
  test.each(uses)('%s needs a key for ENCRYPT_DECRYPT', async (_name, use) => {
    await using vault = await openVersatileVault();
    const kms = vault.as(alice);
    const { keyId: signing, keyUsage } = await kms.createKey({ keySpec: 'TEST_1' });
    expect(keyUsage).toBe('SIGN_VERIFY');
    const { keyId: encrypting } = await kms.createKey({ keySpec: 'TEST_1', keyUsage: 'ENCRYPT_DECRYPT' });
    expect(await codeOf(use(kms, signing))).toBe('WrongKeyUsage');
    expect(await outcomeOf(use(kms, encrypting))).toBe('success');
  });

  test('decryption needs one too, whatever a ciphertext says', async () => {
    await using vault = await openVersatileVault();
    const kms = vault.as(alice);
    const { keyId: signing } = await kms.createKey({ keySpec: 'TEST_1' });
    const { keyId: encrypting } = await kms.createKey({ keySpec: 'TEST_1', keyUsage: 'ENCRYPT_DECRYPT' });
    for (const [seal, open] of [
      [kms.encryptData({ keyId: encrypting, plaintext }), (ciphertext: Uint8Array) => kms.decryptData({ ciphertext })],
      [kms.createDataKey({ keyId: encrypting }), (ciphertext: Uint8Array) => kms.decryptDataKey({ ciphertext })],
    ] as const) {
      const { ciphertext } = await seal;
      expect(await outcomeOf(open(ciphertext))).toBe('success');
      ciphertext.set(Buffer.from(signing.replaceAll('-', ''), 'hex'), 3);
      expect(await codeOf(open(ciphertext))).toBe('WrongKeyUsage');
    }
  });

  test('a usage that the spec does not have is refused when the key is created', async () => {
    await using vault = await openVersatileVault();
    const request = { keySpec: 'TEST_1', keyUsage: 'GENERATE_VERIFY_MAC' } as const;
    expect(await codeOf(vault.as(alice).createKey(request))).toBe('UnsupportedKeyUsage');
  });
});
