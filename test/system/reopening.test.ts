import { readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import type { KeyMetadata } from '@chatelaine/core';
import { describe, expect, test } from 'vitest';
import { activateFirst, bundle, clerk, mo, olga, policy } from './policies.ts';
import { auditEvents, openOnDisk, temporaryFolder } from './vault-on-disk.ts';

const encryptionContext = { tenant: 't-17' };
const plaintext = Buffer.from('two dozen red umbrellas');

/** A vault on disk that is closed again, with a policy, a key `alias/shop/orders`, a data key and a ciphertext. */
async function makeShop() {
  const directory = temporaryFolder();
  await using vault = await openOnDisk(directory);
  await activateFirst(vault);
  const key = await vault.as(olga).createKey({ alias: 'alias/shop/orders', tags: { team: 'shop' } });
  const request = { keyId: key.keyId, encryptionContext };
  const { ciphertext } = await vault.as(clerk).encryptData({ ...request, plaintext });
  const dataKey = await vault.as(clerk).createDataKey(request);
  return { directory, key, ciphertext, dataKey };
}

/** Every way to name a key. */
function namesOf(key: KeyMetadata): readonly string[] {
  return [key.keyId, key.urn, ...key.aliases, ...key.aliasUrns];
}

describe('a vault on disk that is opened again', () => {
  test('has its keys, aliases and tags, and decrypts by id, alias and URN', async () => {
    const { directory, key, ciphertext, dataKey } = await makeShop();
    await using vault = await openOnDisk(directory, { create: false });
    expect(await vault.as(olga).describeKey({ keyId: key.keyId })).toMatchObject(key);
    expect((await vault.as(olga).listKeys()).keys).toEqual([key]);
    expect(namesOf(key)).toHaveLength(4);
    for (const keyId of namesOf(key)) {
      const opened = await vault.as(clerk).decryptData({ ciphertext, keyId, encryptionContext });
      expect(Buffer.from(opened.plaintext)).toEqual(plaintext);
      const again = await vault.as(clerk).decryptDataKey({ ciphertext: dataKey.ciphertext, keyId, encryptionContext });
      expect(again).toEqual({ keyId: key.keyId, plaintext: dataKey.plaintext });
    }
    const wrong = vault.as(clerk).decryptData({ ciphertext, encryptionContext: { tenant: 't-18' } });
    await expect(wrong).rejects.toMatchObject({ code: 'DecryptFailed' });
  });

  test('decrypts a stream of many segments', async () => {
    const { directory, key } = await makeShop();
    const long = Buffer.alloc(300_000, 'umbrella ');
    let sealed: Buffer;
    {
      await using vault = await openOnDisk(directory);
      const { ciphertext } = await vault
        .as(clerk)
        .encryptStream({ keyId: key.keyId, plaintext: pieces(long, 10_007), encryptionContext });
      sealed = await buffer(ciphertext);
    }
    await using vault = await openOnDisk(directory);
    const opened = await vault.as(clerk).decryptStream({ ciphertext: pieces(sealed, 9_973), encryptionContext });
    expect((await buffer(opened.plaintext)).equals(long)).toBe(true);
  });

  test('obeys the policy that was active, and then the one that replaced it', async () => {
    const { directory, ciphertext } = await makeShop();
    const without = policy.replace(
      "who: [role:clerk]\n    actions: ['@use']",
      "who: [role:nobody]\n    actions: ['@use']",
    );
    {
      await using vault = await openOnDisk(directory);
      const { administration } = vault;
      await vault.as(clerk).decryptData({ ciphertext, encryptionContext });
      const stale = administration.activatePolicy({ documents: bundle(without), expectedVersion: 0 });
      await expect(stale).rejects.toMatchObject({ code: 'PolicyVersionConflict' });
      const broken = administration.activatePolicy({
        documents: bundle(`${policy}  - nonsense\n`),
        expectedVersion: 1,
      });
      await expect(broken).rejects.toMatchObject({ code: 'InvalidPolicy' });
      await vault.as(clerk).decryptData({ ciphertext, encryptionContext });
      expect(await administration.activatePolicy({ documents: bundle(without), expectedVersion: 1 })).toEqual({
        version: 2,
      });
    }
    await using vault = await openOnDisk(directory);
    const refused = vault.as(clerk).decryptData({ ciphertext, encryptionContext });
    await expect(refused).rejects.toMatchObject({ code: 'AccessDenied' });
  });

  test('without any policy denies everything, and says how to activate one', async () => {
    const directory = temporaryFolder();
    await (await openOnDisk(directory)).close();
    await using vault = await openOnDisk(directory, { create: false });
    const refused = vault.as(olga).createKey({ alias: 'alias/shop/orders', tags: { team: 'shop' } });
    await expect(refused).rejects.toMatchObject({
      code: 'NoActivePolicy',
      message: expect.stringContaining('activatePolicy') as string,
    });
  });

  test('reads every record as it was written', async () => {
    const { directory } = await makeShop();
    await using vault = await openOnDisk(directory);
    const { records } = await vault.administration.verifyStore();
    expect(records).toBeGreaterThan(3);
  });
});

describe('a rule that names a key by its alias', () => {
  test('refuses, with its reason, however the caller names the key', async () => {
    const directory = temporaryFolder();
    await using vault = await openOnDisk(directory);
    await activateFirst(vault);
    const key = await vault.as(olga).createKey({ alias: 'alias/shop/safe', tags: { team: 'shop' } });
    const { ciphertext } = await vault.as(clerk).encryptData({ keyId: key.keyId, plaintext });
    for (const keyId of [undefined, ...namesOf(key)]) {
      const refused = vault.as(clerk).decryptData({ ciphertext, ...(keyId !== undefined && { keyId }) });
      await expect(refused).rejects.toMatchObject({
        code: 'AccessDenied',
        message: expect.stringContaining('What is in the safe is for its owner only') as string,
      });
    }
    const opened = await vault.as(olga).decryptData({ ciphertext });
    expect(Buffer.from(opened.plaintext)).toEqual(plaintext);
  });

  test('can not be turned to one’s own gain by moving the alias', async () => {
    const { directory, key, ciphertext } = await makeShop();
    await using vault = await openOnDisk(directory);
    const old = vault.as(mo).createAlias({ alias: 'alias/shop/old', keyId: key.keyId });
    await expect(old).rejects.toMatchObject({ code: 'SelfGain' });
    await vault.as(mo).createAlias({ alias: 'alias/shop/new', keyId: key.keyId });
    const refused = vault.as(mo).decryptData({ ciphertext, encryptionContext });
    await expect(refused).rejects.toMatchObject({ code: 'AccessDenied' });
  });
});

describe('a vault on disk does not open', () => {
  test('while it is open elsewhere, which goes on undisturbed', async () => {
    const { directory, ciphertext } = await makeShop();
    await using vault = await openOnDisk(directory);
    await expect(openOnDisk(directory)).rejects.toMatchObject({ code: 'StoreLocked' });
    const opened = await vault.as(clerk).decryptData({ ciphertext, encryptionContext });
    expect(Buffer.from(opened.plaintext)).toEqual(plaintext);
  });

  test('with another root key, with none, or as another region, and is as it was afterwards', async () => {
    const { directory, ciphertext } = await makeShop();
    const other = temporaryFolder();
    await (await openOnDisk(other)).close();
    const rootKey = join(other, 'root.key');
    await expect(openOnDisk(directory, { rootKey })).rejects.toMatchObject({ code: 'RootKeyRejected' });
    await expect(openOnDisk(directory, { region: 'eu-test-2' })).rejects.toMatchObject({ code: 'VaultMismatch' });

    await rename(join(directory, 'root.key'), join(directory, 'away'));
    await expect(openOnDisk(directory)).rejects.toMatchObject({ code: 'RootKeyUnavailable' });
    await expect(stat(join(directory, 'root.key'))).rejects.toMatchObject({ code: 'ENOENT' });
    await rename(join(directory, 'away'), join(directory, 'root.key'));

    await using vault = await openOnDisk(directory);
    const opened = await vault.as(clerk).decryptData({ ciphertext, encryptionContext });
    expect(Buffer.from(opened.plaintext)).toEqual(plaintext);
  });

  test('where there is none, unless one may be made', async () => {
    const { directory } = await makeShop();
    await rm(join(directory, 'vault'), { recursive: true });
    await expect(openOnDisk(directory, { create: false })).rejects.toMatchObject({ code: 'VaultNotFound' });
  });
});

describe('what a vault leaves on disk', () => {
  test('is an audit trail of every operation: who, what, on which key, by which rule and how it ended', async () => {
    const { directory, key, ciphertext } = await makeShop();
    {
      await using vault = await openOnDisk(directory);
      await vault.as(olga).decryptData({ ciphertext, encryptionContext });
      const keyId = 'alias/shop/orders';
      await vault.as(clerk, { source: { ip: '10.1.2.3' } }).decryptData({ ciphertext, keyId, encryptionContext });
      await expect(vault.as(clerk).decryptData({ ciphertext })).rejects.toMatchObject({ code: 'DecryptFailed' });
      await expect(vault.as(clerk).createKey()).rejects.toMatchObject({ code: 'AccessDenied' });
    }
    const openings = await auditEvents(directory);
    expect(openings).toHaveLength(2);
    const ended = openings.flat().filter(({ phase }) => phase !== 'intent');
    expect(
      ended.map(({ principal, operation, keyId, decision, outcome }) => [
        principal,
        operation,
        keyId,
        decision?.rule,
        outcome,
      ]),
    ).toEqual([
      ['host', 'activatePolicy', undefined, undefined, 'success'],
      ['user:olga', 'createKey', key.keyId, 'shop/owners-do-all-with-shop-keys', 'success'],
      ['user:carl', 'encryptData', key.keyId, 'shop/clerks-use-orders', 'success'],
      ['user:carl', 'createDataKey', key.keyId, 'shop/clerks-use-orders', 'success'],
      ['user:olga', 'decryptData', key.keyId, 'shop/owners-do-all-with-shop-keys', 'success'],
      ['user:carl', 'decryptData', key.keyId, 'shop/clerks-use-orders', 'success'],
      ['user:carl', 'decryptData', key.keyId, 'shop/clerks-use-orders', 'DecryptFailed'],
      ['user:carl', 'createKey', undefined, undefined, 'AccessDenied'],
    ]);
    expect(ended[5]).toMatchObject({ asked: 'alias/shop/orders', sourceIp: '10.1.2.3' });
  });

  test('holds no plaintext, no data key and no encryption context', async () => {
    const { directory, dataKey } = await makeShop();
    const files = await readdir(directory, { recursive: true, withFileTypes: true });
    const paths = files.filter((file) => file.isFile()).map((file) => join(file.parentPath, file.name));
    const contents = Buffer.concat(await Promise.all(paths.map((path) => readFile(path))));
    expect(contents.includes('encryptData')).toBe(true);
    for (const secret of [plaintext, Buffer.from('t-17'), ...spellingsOf(dataKey.plaintext)]) {
      expect(contents.includes(secret)).toBe(false);
    }
  });
});

async function* pieces(bytes: Uint8Array, length: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += length) yield await Promise.resolve(bytes.subarray(at, at + length));
}

/** A secret as bytes, and as the texts that it may have been written as. */
function spellingsOf(secret: Uint8Array): readonly Buffer[] {
  const bytes = Buffer.from(secret);
  const texts = (['hex', 'base64', 'base64url'] as const).map((encoding) => bytes.toString(encoding));
  return [bytes, ...texts.map((text) => Buffer.from(text))];
}
