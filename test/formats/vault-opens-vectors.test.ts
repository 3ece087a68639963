import type { CallerOperations } from '@chatelaine/core';
import { localRootKey } from '@chatelaine/root-key-local';
import { memory, type MemoryKeyStore } from '@chatelaine/store-memory';
import { openVault, type Vault } from '@chatelaine/vault';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { drained, inPieces } from './drained.ts';
import { hex, unhex, utf8 } from './independent/bytes.ts';
import { streamOf } from './reproduced.ts';
import { bundleAuthorizer, openVaultOver, rootKeyVariable, storeHolding, vectorRecords } from './vault-over.ts';
import { contextObject, patternOf, readVectors } from './vector-files.ts';

const place = { region: 'eu-test-1', domainId: 'domain1' };
const image = readVectors('store');
const payments = '11111111-2222-4333-8444-555555555555';
const rotating = '66666666-7777-4888-9999-aaaaaaaaaaaa';
const staged = '99999999-8888-4777-a666-555555555555';
const doomed = 'bbbbbbbb-cccc-4ddd-8eee-ffffffffffff';
const destroyed = '12345678-9abc-4def-8123-456789abcdef';

let store: MemoryKeyStore;
let vault: Vault;
let kms: CallerOperations;

beforeAll(async () => {
  vi.stubEnv(rootKeyVariable, image.rootKeyText);
  store = await storeHolding(vectorRecords(image));
  vault = await openVaultOver(store, place);
  kms = vault.as({ id: 'user:alice' });
});

afterAll(async () => {
  await vault.close();
  vi.unstubAllEnvs();
});

describe('a vault over the records that another implementation sealed', () => {
  test('finds every record to be what was written last', async () => {
    const counted = image.records.filter(({ path }) => path !== 'epoch' && !path.startsWith('head/'));
    expect(await vault.administration.verifyStore()).toEqual({ records: counted.length });
  });

  test('knows its keys by id, alias and URN', async () => {
    for (const keyId of [payments, 'alias/payments', 'kms:eu-test-1:domain1:alias:payments']) {
      expect(await kms.describeKey({ keyId })).toEqual({
        keyId: payments,
        urn: `kms:eu-test-1:domain1:KeyId:${payments}`,
        aliases: ['alias/payments'],
        aliasUrns: ['kms:eu-test-1:domain1:alias:payments'],
        keySpec: 'AES_256',
        keyUsage: 'ENCRYPT_DECRYPT',
        origin: 'kms',
        state: 'ENABLED',
        description: 'a key of the test vectors',
        tags: { env: 'prod' },
        ...place,
        createdAt: '2026-01-01T00:00:00.000Z',
        currentVersion: '1.2',
        versions: [
          { version: '0.1', createdAt: '2026-01-01T00:00:00.000Z', state: 'DECRYPT_ONLY' },
          { version: '1.2', createdAt: '2026-01-02T00:00:00.000Z', state: 'CURRENT' },
        ],
        rotation: { enabled: false, rotations: 1, lastRotationDate: '2026-01-02T00:00:00.000Z' },
        encryptions: { made: 0, limit: 2 ** 48, nearLimit: false },
      });
    }
  });

  test('lists them all', async () => {
    const { keys } = await kms.listKeys();
    expect(keys.map(({ keyId }) => keyId)).toEqual([payments, rotating, staged, doomed]);
    const { aliases } = await kms.listAliases();
    expect(aliases.map(({ alias, updatedAt }) => [alias, updatedAt])).toEqual([
      ['alias/payments', '2026-01-01T00:00:01.000Z'],
    ]);
  });

  test('knows which key waits for its deletion, and nothing of the one that is destroyed', async () => {
    expect(await kms.describeKey({ keyId: doomed })).toMatchObject({
      state: 'PENDING_DELETION',
      deletionDate: '2100-01-01T00:00:00.000Z',
    });
    expect(await kms.cancelKeyDeletion({ keyId: doomed })).toEqual({ keyId: doomed, state: 'DISABLED' });
    await expect(kms.describeKey({ keyId: destroyed })).rejects.toMatchObject({ code: 'NotFound' });
  });

  test('knows how a key rotates by itself, and from which version on it decrypts', async () => {
    expect(await kms.describeKey({ keyId: rotating })).toMatchObject({
      rotation: { enabled: true, rotationInterval: 90, nextRotationDate: '2100-01-01T00:00:00.000Z', rotations: 0 },
      minimumVersion: '0.1',
    });
  });

  test('rotates to material that was staged, and decrypts with both versions', async () => {
    const plaintext = patternOf(20);
    expect((await kms.getKeyRotationStatus({ keyId: staged })).versions.map(({ state }) => state)).toEqual([
      'CURRENT',
      'STAGED',
    ]);
    const before = await kms.encryptData({ keyId: staged, plaintext });
    // Nothing can be under the staged version yet.
    const forged = new Uint8Array(before.ciphertext);
    forged[22] = 2;
    await expect(kms.decryptData({ ciphertext: forged })).rejects.toMatchObject({ code: 'DecryptFailed' });
    expect(await kms.rotateKey({ keyId: staged })).toEqual({ keyId: staged, currentVersion: '0.2' });
    const after = await kms.encryptData({ keyId: staged, plaintext });
    for (const { ciphertext } of [before, after]) {
      expect(hex((await kms.decryptData({ ciphertext })).plaintext)).toBe(hex(plaintext));
    }
    const { lastRotationDate, versions } = await kms.getKeyRotationStatus({ keyId: staged });
    expect(versions.map(({ state }) => state)).toEqual(['DECRYPT_ONLY', 'CURRENT']);
    expect(versions[1]?.createdAt).toBe('2026-01-02T00:00:00.000Z');
    expect(Date.parse(lastRotationDate ?? '')).toBeGreaterThan(Date.parse('2026-01-02T00:00:00.000Z'));
    await expect(kms.rotateKey({ keyId: staged })).rejects.toMatchObject({ code: 'KeyMaterialNotStaged' });
  });

  test('goes on from there: a change and a new key survive the next opening', async () => {
    const records = await storeHolding(vectorRecords(image));
    const first = await openVaultOver(records, place);
    const { keyId } = await first.as({ id: 'user:alice' }).createKey({ alias: 'alias/new', tags: { env: 'test' } });
    await first.as({ id: 'user:alice' }).associateAlias({ alias: 'alias/payments', keyId });
    await first.close();
    const second = await openVaultOver(records, place);
    expect(await second.as({ id: 'user:alice' }).describeKey({ keyId: 'alias/payments' })).toMatchObject({ keyId });
    expect(await second.administration.verifyStore()).toHaveProperty('records');
    await second.close();
  });

  test('opens the same keyring under a passphrase that another implementation wrapped it with', async () => {
    const { passphrase, wrapped } = readVectors('root-key');
    const records = vectorRecords(image).map((record) =>
      record.path === 'keyring' ? { ...record, value: unhex(wrapped) } : record,
    );
    const other = await openVault({
      ...place,
      plugins: [memory(), localRootKey(), bundleAuthorizer()],
      keyStore: { use: 'memory', store: await storeHolding(records) },
      rootKey: { use: 'passphrase', passphrase },
      authorizer: { use: 'bundle' },
      create: false,
    });
    expect((await other.administration.verifyStore()).records).toBeGreaterThan(0);
    await other.close();
  });
});

describe('the vault opens', () => {
  test.each(readVectors('ciphertext').vectors)('the ciphertext "$name"', async (vector) => {
    const request = {
      ciphertext: unhex(vector.ciphertext),
      encryptionContext: contextObject(vector.encryptionContext),
    };
    const opened = await (vector.purpose === 1 ? kms.decryptData(request) : kms.decryptDataKey(request));
    expect(opened.keyId).toBe(vector.keyId);
    expect(hex(opened.plaintext)).toBe(vector.plaintext);
  });

  test.each(readVectors('stream').vectors)('the stream "$name"', async (vector) => {
    const { stream } = await streamOf(vector);
    const { keyId, plaintext } = await kms.decryptStream({
      ciphertext: inPieces(stream, 10_007),
      encryptionContext: contextObject(vector.encryptionContext),
    });
    expect(keyId).toBe(vector.keyId);
    expect(Buffer.compare(await drained(plaintext), patternOf(vector.plaintextLength))).toBe(0);
  });
});

describe('the vault agrees with the vectors about encryption contexts', () => {
  test.each(readVectors('encryption-context').refused)('and refuses $name', async ({ pairs }) => {
    const refused = kms.encryptData({
      keyId: payments,
      plaintext: utf8('x'),
      encryptionContext: contextObject(pairs),
    });
    await expect(refused).rejects.toMatchObject({ code: 'InvalidEncryptionContext' });
  });
});
