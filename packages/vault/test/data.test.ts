import { VaultError } from '@chatelaine/core';
import { openTestVault } from '@chatelaine/conformance';
import { describe, expect, test } from 'vitest';

const alice = { id: 'user:alice' };
const plaintext = Buffer.from('the quick brown fox');
const encryptionContext = { tenant: 't-17', purpose: 'invoices' };

describe('encryptData and decryptData', () => {
  test('what one vault encrypts it decrypts, with the same encryption context only', async () => {
    await using vault = await openTestVault();
    const kms = vault.as(alice);
    const { keyId } = await kms.createKey({ alias: 'alias/payments' });
    const { ciphertext } = await kms.encryptData({ keyId: 'alias/payments', plaintext, encryptionContext });
    const opened = await kms.decryptData({ ciphertext, encryptionContext: { purpose: 'invoices', tenant: 't-17' } });
    expect(Buffer.from(opened.plaintext)).toEqual(plaintext);
    expect(opened.keyId).toBe(keyId);
    for (const wrong of [undefined, {}, { tenant: 't-17' }, { ...encryptionContext, tenant: 't-18' }]) {
      const refused = await kms
        .decryptData({ ciphertext, ...(wrong && { encryptionContext: wrong }) })
        .catch((error: unknown) => error);
      expect(VaultError.is(refused, 'DecryptFailed')).toBe(true);
    }
  });
});
