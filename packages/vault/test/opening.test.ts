import { aes } from '@chatelaine/algorithm-aes';
import { type KeyStore, VaultError, type VaultPlugin } from '@chatelaine/core';
import { openTestVault, tamperingStore } from '@chatelaine/conformance';
import { memory, MemoryKeyStore } from '@chatelaine/store-memory';
import { openVault } from '@chatelaine/vault';
import { describe, expect, test } from 'vitest';
import { openWith, PlainRootKey } from './support/open-with.ts';
import { codeOf, outcomeOf, refusal } from './support/refusal.ts';

const alice = { id: 'user:alice' };

async function vaultIn(store: MemoryKeyStore, rootKey = new PlainRootKey()): Promise<string> {
  const vault = await openWith({ keyStore: store, rootKey });
  const { keyId } = await vault.as(alice).createKey({ alias: 'alias/payments' });
  await vault.close();
  return keyId;
}

describe('openVault', () => {
  test('makes a new vault in an empty store, and opens the same one again', async () => {
    const store = new MemoryKeyStore();
    const keyId = await vaultIn(store);
    await using again = await openWith({ keyStore: store.openAnother() });
    expect((await again.as(alice).describeKey({ keyId: 'alias/payments' })).keyId).toBe(keyId);
  });

  test('makes none where it is not to: VaultNotFound, and the store stays empty', async () => {
    const store = new MemoryKeyStore();
    expect(await codeOf(openWith({ keyStore: store }, { create: false }))).toBe('VaultNotFound');
    expect(await store.list('', undefined, 10)).toEqual([]);
    await vaultIn(store.openAnother());
    expect(
      await outcomeOf(openWith({ keyStore: store.openAnother() }, { create: false }).then((vault) => vault.close())),
    ).toBe('success');
  });

  test.each([
    ['region', { region: 'eu-test-2' }],
    ['domain', { domainId: 'domain2' }],
    ['domain in another case', { domainId: 'Domain1' }],
  ])('refuses a vault of another %s with VaultMismatch, and leaves it as it is', async (_what, settings) => {
    const store = new MemoryKeyStore();
    await vaultIn(store);
    const before = JSON.stringify(await store.list('', undefined, 1_000));
    expect(await codeOf(openWith({ keyStore: store.openAnother() }, settings))).toBe('VaultMismatch');
    expect(JSON.stringify(await store.list('', undefined, 1_000))).toBe(before);
  });

  test('refuses another root key with RootKeyRejected, and leaves the vault as it is', async () => {
    const store = new MemoryKeyStore();
    await vaultIn(store);
    expect(await codeOf(openWith({ keyStore: store.openAnother(), rootKey: new PlainRootKey('another') }))).toBe(
      'RootKeyRejected',
    );
    expect(await outcomeOf(openWith({ keyStore: store.openAnother() }).then((vault) => vault.close()))).toBe('success');
  });

  test('never makes a new vault over records whose keyring is gone', async () => {
    const store = new MemoryKeyStore();
    await vaultIn(store);
    await store.commit([{ path: 'keyring', expected: 1, value: null }]);
    expect(await codeOf(openWith({ keyStore: store.openAnother() }))).toBe('StoreTampered');
  });

  test('never makes a new vault over records that were left when its keyring and its epoch were taken away', async () => {
    const store = tamperingStore(new MemoryKeyStore());
    await (await openWith({ keyStore: store })).as(alice).createKey();
    store.drop('keyring');
    store.drop('epoch');
    expect(await codeOf(openWith({ keyStore: store }))).toBe('StoreTampered');
    store.heal();
    expect(await outcomeOf(openWith({ keyStore: store }).then((vault) => vault.close()))).toBe('success');
  });

  test('by several at once in an empty store makes one vault, which all of them open', async () => {
    const store = new MemoryKeyStore();
    const vaults = await Promise.all(Array.from({ length: 5 }, () => openWith({ keyStore: store.openAnother() })));
    const { keyId } = (await vaults[0]?.as(alice).createKey()) ?? { keyId: '' };
    for (const vault of vaults) {
      expect(await outcomeOf(vault.as(alice).describeKey({ keyId }))).toBe('success');
      await vault.close();
    }
  });

  test('that fails closes whatever it had opened, the last first', async () => {
    const closed: string[] = [];
    const closing = (name: string) => ({ close: () => Promise.resolve(void closed.push(name)) });
    const records = new MemoryKeyStore();
    const store: KeyStore = {
      features: records.features,
      get: records.get.bind(records),
      commit: records.commit.bind(records),
      list: records.list.bind(records),
      ...closing('store'),
    };
    const rootKey = Object.assign(new PlainRootKey(), closing('root key'));
    const authorizer = { compile: () => Promise.reject(new Error('unused')), ...closing('authorizer') };
    const sink = { write: () => Promise.resolve(), sync: () => Promise.resolve(), ...closing('sink') };
    await vaultIn(records);
    expect(
      await codeOf(openWith({ keyStore: store, rootKey, authorizer, sinks: [sink] }, { region: 'eu-test-2' })),
    ).toBe('VaultMismatch');
    expect(closed).toEqual(['root key', 'store']);
    const epoch = await records.get('epoch');
    await records.commit([{ path: 'epoch', expected: epoch?.revision ?? 0, value: null }]);
    closed.length = 0;
    expect(await codeOf(openWith({ keyStore: store, rootKey, authorizer, sinks: [sink] }))).toBe('StoreTampered');
    expect(closed).toEqual(['sink', 'authorizer', 'root key', 'store']);
  });

  test('closes everything even if something fails to close, and tells of the failure', async () => {
    const closed: string[] = [];
    const failure = new VaultError('StoreUnavailable', 'The sink can not be closed.');
    const rootKey = Object.assign(new PlainRootKey(), { close: () => Promise.resolve(void closed.push('root key')) });
    const sink = {
      write: () => Promise.resolve(),
      sync: () => Promise.resolve(),
      close: () => Promise.reject(failure),
    };
    const vault = await openWith({ rootKey, sinks: [sink] });
    expect(await refusal(vault.close())).toBe(failure);
    expect(closed).toEqual(['root key']);
  });
});

describe('a configuration', () => {
  const good = {
    region: 'eu-test-1',
    domainId: 'domain1',
    plugins: [],
    keyStore: { use: 'x' },
    rootKey: { use: 'x' },
    authorizer: { use: 'x' },
  };
  const malformed: readonly (readonly [string, unknown])[] = [
    ['null', null],
    ['text', 'vault'],
    ['a list', []],
    ['nothing', {}],
    ['an unknown member', { ...good, extra: true }],
    ['a region in upper case', { ...good, region: 'EU' }],
    ['a region with a colon', { ...good, region: 'eu:1' }],
    ['an empty domain', { ...good, domainId: '' }],
    ['a domain with a space', { ...good, domainId: 'a b' }],
    ['plugins that are no list', { ...good, plugins: {} }],
    ['a plugin that is no object', { ...good, plugins: ['level'] }],
    ['a section without use', { ...good, keyStore: { path: 'x' } }],
    ['a section that is text', { ...good, rootKey: 'key-file' }],
    ['audit that is no list', { ...good, audit: { use: 'x' } }],
    ['an unknown audit level', { ...good, auditLevel: 'none' }],
    ['a limit of zero', { ...good, limits: { plaintextBytes: 0 } }],
    ['a limit that is too large', { ...good, limits: { plaintextBytes: 1_000_001 } }],
    ['an unknown limit', { ...good, limits: { plaintext: 1 } }],
    ['a pool for no operation', { ...good, limits: { pooledOperations: 0 } }],
    ['a queue for half an operation', { ...good, limits: { waitingOperations: 0.5 } }],
    ['messages shorter than a digest', { ...good, limits: { messageBytes: 63 } }],
    ['a cache of one key', { ...good, limits: { cachedKeys: 1 } }],
    ['a clock without a monotonic one', { ...good, clock: { now: () => 0 } }],
    ['allowSelfGain as text', { ...good, allowSelfGain: 'true' }],
  ];

  test.each(malformed)('with %s is refused with InvalidConfiguration', async (_what, configuration) => {
    expect(await codeOf(openVault(configuration as never))).toBe('InvalidConfiguration');
  });

  test.each([
    ['nothing', {}, 'region is missing; domainId is missing; plugins is missing; keyStore is missing'],
    ['text', 'vault', 'it is not an object with region, domainId'],
    ['a misspelt member', { ...good, rootkey: {} }, 'rootkey is not known here; known are region'],
    ['a section without use', { ...good, keyStore: { path: 'x' } }, 'keyStore.use is missing'],
    ['a section that is text', { ...good, rootKey: 'x' }, 'rootKey is not an object with use'],
    ['a limit of zero', { ...good, limits: { plaintextBytes: 0 } }, 'is not a whole number from 1 to 1000000'],
    ['an unknown limit', { ...good, limits: { plaintext: 1 } }, 'limits.plaintext is not known here; known are'],
    ['a function for a plugin', { ...good, plugins: [aes] }, 'plugins.0 is no plugin; call the function'],
    ['a promise of plugins', { ...good, plugins: Promise.resolve([]) }, 'await what makes one'],
    ['an unknown audit level', { ...good, auditLevel: 'none' }, 'auditLevel is none of accepted, written, synced'],
    ['a clock of one hand', { ...good, clock: {} }, 'clock is not an object with now() and monotonic()'],
  ])('with %s is refused in words', async (_what, configuration, words) => {
    expect((await refusal(openVault(configuration as never))).message).toContain(words);
  });

  test('that selects what nobody registered is refused with NotRegistered, which says what there is', async () => {
    const plugins: readonly VaultPlugin[] = [aes(), memory()];
    const error = await refusal(openVault({ ...good, plugins }));
    expect(error.code).toBe('NotRegistered');
    expect(error.message).toContain('memory');
  });

  test('sets the largest plaintext', async () => {
    await using vault = await openTestVault({ limits: { plaintextBytes: 10 } });
    const kms = vault.as(alice);
    const { keyId } = await kms.createKey();
    expect(await outcomeOf(kms.encryptData({ keyId, plaintext: new Uint8Array(10) }))).toBe('success');
    expect(await codeOf(kms.encryptData({ keyId, plaintext: new Uint8Array(11) }))).toBe('InputTooLarge');
    await using large = await openTestVault({ limits: { plaintextBytes: 1_000_000 } });
    const { keyId: other } = await large.as(alice).createKey();
    const { ciphertext } = await large.as(alice).encryptData({ keyId: other, plaintext: new Uint8Array(1_000_000) });
    expect((await large.as(alice).decryptData({ ciphertext })).plaintext).toHaveLength(1_000_000);
  });

  test('sets how many keys stay in memory, which changes nothing that can be seen', async () => {
    await using vault = await openTestVault({ limits: { cachedKeys: 2 } });
    const kms = vault.as(alice);
    const keys = await Promise.all(
      Array.from({ length: 12 }, (_, index) => kms.createKey({ alias: `alias/key-${index}` })),
    );
    const sealed = await Promise.all(
      keys.map(({ keyId }) => kms.encryptData({ keyId, plaintext: Buffer.from(keyId) })),
    );
    const opened = await Promise.all(sealed.map(({ ciphertext }) => kms.decryptData({ ciphertext })));
    expect(opened.map(({ plaintext }) => Buffer.from(plaintext).toString())).toEqual(keys.map(({ keyId }) => keyId));
  });
});
