import { fileURLToPath } from 'node:url';
import { readPolicyFolder } from '@chatelaine/policy';
import type { Vault } from '@chatelaine/vault';
import { describe, expect, test } from 'vitest';
import { openOnDisk, temporaryFolder } from './vault-on-disk.ts';

const service = { id: 'user:alice', roles: ['payments-service'] };
const operator = { id: 'user:operator', groups: ['kms-operators'] };
const mallory = { id: 'user:mallory', roles: ['payments-service'] };
const plaintext = Buffer.from('42 EUR');

async function openWithShippedPolicies(): Promise<Vault> {
  const vault = await openOnDisk(temporaryFolder());
  const documents = readPolicyFolder(fileURLToPath(new URL('../../policies', import.meta.url)));
  await vault.administration.activatePolicy({ documents, expectedVersion: 0 });
  return vault;
}

/** What a caller is told who is refused; fails if the caller is not. */
async function refusal(call: Promise<unknown>): Promise<string> {
  const error: unknown = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toMatchObject({ code: 'AccessDenied' });
  return (error as Error).message;
}

describe('with the shipped policies', () => {
  test('the payment service makes and uses its own keys, and no others', async () => {
    await using vault = await openWithShippedPolicies();
    const kms = vault.as(service);
    const own = await kms.createKey({ alias: 'alias/payments/cards', tags: { env: 'prod' } });
    const foreign = await vault.as(operator).createKey({ alias: 'alias/archive' });
    const { ciphertext } = await kms.encryptData({ keyId: own.keyId, plaintext });
    const opened = await kms.decryptData({ ciphertext });
    expect(Buffer.from(opened.plaintext)).toEqual(plaintext);
    expect((await kms.listKeys()).keys).toEqual([own]);
    await refusal(kms.createKey());
    await refusal(kms.createKey({ alias: 'alias/archive/2' }));
    await refusal(kms.describeKey({ keyId: foreign.keyId }));
    await refusal(kms.encryptData({ keyId: 'alias/archive', plaintext }));
    await refusal(kms.createAlias({ alias: 'alias/payments/archive', keyId: foreign.keyId }));
  });

  test('operators manage every key and use none, by which they can not help themselves', async () => {
    await using vault = await openWithShippedPolicies();
    const kms = vault.as(operator);
    const key = await kms.createKey({ alias: 'alias/payments' });
    await kms.createAlias({ alias: 'alias/payments/cards', keyId: key.keyId });
    expect((await kms.listAliases()).aliases).toHaveLength(2);
    const { ciphertext } = await vault.as(service).encryptData({ keyId: 'alias/payments', plaintext });
    const reason = 'Operators administer keys, so they may not use them to encrypt or decrypt';
    expect(await refusal(kms.encryptData({ keyId: key.keyId, plaintext }))).toContain(reason);
    expect(await refusal(kms.decryptData({ ciphertext }))).toContain(reason);
    expect(await refusal(kms.createDataKey({ keyId: 'alias/payments' }))).toContain(reason);
    const both = vault.as({ ...operator, roles: ['payments-service'] });
    expect(await refusal(both.decryptData({ ciphertext }))).toContain(reason);
  });

  test('what is tagged as production is decrypted by the service alone', async () => {
    await using vault = await openWithShippedPolicies();
    const key = await vault.as(operator).createKey({ alias: 'alias/payments', tags: { env: 'prod' } });
    const { ciphertext } = await vault.as(service).encryptData({ keyId: key.keyId, plaintext });
    const refused = vault.as({ id: 'user:bob' }).decryptData({ ciphertext });
    expect(await refusal(refused)).toContain('by the service that owns it, not by people');
  });

  test('whoever is suspended gets nothing, whatever else they are', async () => {
    await using vault = await openWithShippedPolicies();
    const { keyId } = await vault.as(service).createKey({ alias: 'alias/payments' });
    const { ciphertext } = await vault.as(service).encryptData({ keyId, plaintext });
    const kms = vault.as(mallory);
    for (const call of [
      () => kms.createKey({ alias: 'alias/payments/mine' }),
      () => kms.describeKey({ keyId }),
      () => kms.listKeys(),
      () => kms.createAlias({ alias: 'alias/payments/mine', keyId }),
      () => kms.encryptData({ keyId, plaintext }),
      () => kms.decryptData({ ciphertext }),
      () => kms.createDataKey({ keyId }),
    ]) {
      expect(await refusal(call())).toContain('This account is suspended');
    }
  });
});
