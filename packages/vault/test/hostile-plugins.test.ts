import { randomBytes } from 'node:crypto';
import {
  type Aead,
  type Algorithm,
  type AlgorithmProvider,
  definePlugin,
  type ErrorCode,
  headerBytes,
  type KeyStore,
  type LoadedKey,
  pluginApiVersion,
  type RootKey,
  SecretBytes,
  VaultError,
} from '@chatelaine/core';
import { MemoryKeyStore } from '@chatelaine/store-memory';
import { openVault, type Vault } from '@chatelaine/vault';
import { describe, expect, test } from 'vitest';
import { Gate } from './support/gate.ts';
import { anyOptions, FollowingAuthorizer, openWith, type Parts, PlainRootKey } from './support/open-with.ts';
import { codeOf, outcomeOf, refusal } from './support/refusal.ts';

interface Failing {
  readonly failing: Record<never, never>;
}

const alice = { id: 'user:alice' };
const plaintext = Buffer.from('text');
const fail = (): never => {
  throw new TypeError('undefined is not a function');
};
const nextTurn = () => new Promise((resolve) => setImmediate(resolve));
const reject = (): Promise<never> => Promise.reject(new TypeError('undefined is not a function'));

/** A cipher that only reverses: nothing about it is safe but its form. */
class ReversingKey implements LoadedKey, Aead {
  readonly execution = { seal: 'inline', open: 'inline' } as const;
  get aead(): Aead {
    return this;
  }

  seal(header: Uint8Array, _context: Uint8Array, text: Uint8Array): Uint8Array | Promise<Uint8Array> {
    return Buffer.concat([header, randomBytes(1), text.toReversed()]);
  }

  open(ciphertext: Uint8Array): Uint8Array | undefined | Promise<Uint8Array | undefined> {
    return ciphertext.slice(headerBytes + 1).toReversed();
  }

  dispose(): void {
    // It holds nothing.
  }
}

class ReversingAlgorithm implements Algorithm {
  readonly keySpec = 'TEST_1';
  readonly usages = ['ENCRYPT_DECRYPT'] as const;
  readonly suites = [1];
  readonly algorithmNames: Algorithm['algorithmNames'] = { ENCRYPT_DECRYPT: ['SYMMETRIC_DEFAULT'] };
  readonly materialForm = 'raw';
  readonly provider: AlgorithmProvider = { name: 'test', timing: 'best-effort' };
  readonly execution = 'inline';
  generate(): SecretBytes | Promise<SecretBytes> {
    return SecretBytes.take(randomBytes(8));
  }
  parse(material: SecretBytes): SecretBytes | Promise<SecretBytes> {
    return material.use((bytes) => SecretBytes.take(new Uint8Array(bytes)));
  }
  load(): LoadedKey | Promise<LoadedKey> {
    return new ReversingKey();
  }
}

/** An algorithm with some members replaced by hostile ones. */
const algorithmWith = (hostile: object): Algorithm => Object.assign(new ReversingAlgorithm(), hostile);
/** An algorithm whose keys have some members replaced. */
const keysWith = (hostile: object): Algorithm =>
  algorithmWith({ load: () => Object.assign(new ReversingKey(), hostile) });

async function opened(parts: Parts): Promise<Vault> {
  return openWith(parts);
}

const use = async (vault: Vault): Promise<void> => {
  const kms = vault.as(alice);
  const { keyId } = await kms.createKey({ keySpec: 'TEST_1' });
  const { ciphertext } = await kms.encryptData({ keyId, plaintext });
  await kms.decryptData({ ciphertext });
};

test('a plugin that keeps its promises works, however simple it is', async () => {
  for (const algorithm of [
    new ReversingAlgorithm(),
    keysWith({
      seal: async (header: Uint8Array, _context: Uint8Array, text: Uint8Array) =>
        Promise.resolve(Buffer.concat([header, Buffer.of(1), text.toReversed()])),
    }),
  ]) {
    await using vault = await opened({ algorithm });
    await use(vault);
  }
});

describe('requirement 16: an algorithm', () => {
  const header = Buffer.alloc(headerBytes);
  const hostile: readonly (readonly [string, Algorithm])[] = [
    ['generates nothing', algorithmWith({ generate: () => undefined })],
    ['generates plain bytes', algorithmWith({ generate: () => randomBytes(8) })],
    ['generates no bytes', algorithmWith({ generate: () => SecretBytes.take(new Uint8Array()) })],
    ['throws while it generates', algorithmWith({ generate: fail })],
    ['rejects while it generates', algorithmWith({ generate: reject })],
    ['parses to nothing', algorithmWith({ parse: () => undefined })],
    ['throws while it parses', algorithmWith({ parse: fail })],
    ['loads nothing', algorithmWith({ load: () => undefined })],
    ['loads a key without dispose', algorithmWith({ load: () => ({}) })],
    ['throws while it loads', algorithmWith({ load: fail })],
    ['rejects while it loads', algorithmWith({ load: reject })],
    ['seals to nothing', keysWith({ seal: () => undefined })],
    ['seals to text', keysWith({ seal: () => 'sealed' })],
    [
      'seals to no more than the plaintext',
      keysWith({ seal: (_header: unknown, _context: unknown, text: Uint8Array) => text }),
    ],
    [
      'seals under another header',
      keysWith({
        seal: (_header: unknown, _context: unknown, text: Uint8Array) => Buffer.concat([header, Buffer.of(1), text]),
      }),
    ],
    ['throws while it seals', keysWith({ seal: fail })],
    ['rejects while it seals', keysWith({ seal: reject })],
    ['seals to nothing, later', keysWith({ seal: () => Promise.resolve(undefined) })],
    ['opens to text', keysWith({ open: () => 'opened' })],
    ['opens to null', keysWith({ open: () => null })],
    ['opens to the ciphertext itself', keysWith({ open: (ciphertext: Uint8Array) => ciphertext })],
    ['opens to more than the ciphertext', keysWith({ open: () => new Uint8Array(10_000) })],
    [
      'opens to a view of the ciphertext',
      keysWith({ open: (ciphertext: Uint8Array) => ciphertext.subarray(headerBytes) }),
    ],
    ['throws while it opens', keysWith({ open: fail })],
    ['rejects while it opens', keysWith({ open: reject })],
  ];

  test.each(hostile)('that %s is refused with PluginMisbehaved', async (_what, algorithm) => {
    await using vault = await opened({ algorithm });
    expect(await codeOf(use(vault))).toBe('PluginMisbehaved');
    await vault.administration.verifyStore();
  });

  test('that changes its declaration after it was registered changes nothing', async () => {
    const algorithm = new ReversingAlgorithm();
    await using vault = await opened({ algorithm });
    algorithm.suites[0] = 9;
    Object.assign(algorithm, { keySpec: 'TEST_2' });
    const kms = vault.as(alice);
    const { keyId } = await kms.createKey({ keySpec: 'TEST_1' });
    const { ciphertext } = await kms.encryptData({ keyId, plaintext });
    expect(ciphertext[1]).toBe(1);
  });

  test('gets the material of its own key and nothing else', async () => {
    const seen: unknown[] = [];
    const algorithm = algorithmWith({
      load: (...given: unknown[]) => {
        seen.push(...given);
        return new ReversingKey();
      },
    });
    await using vault = await opened({ algorithm });
    await use(vault);
    expect(seen).toHaveLength(2);
    const [material, context] = seen as [SecretBytes, object];
    expect(SecretBytes.is(material)).toBe(true);
    expect(material.length).toBe(0);
    expect(Object.keys(context).toSorted()).toEqual(['derive', 'keyId', 'keyVersion']);
  });

  test('lets go of every key that it has loaded, once, when the vault forgets it or is closed', async () => {
    let loaded = 0;
    const disposals: number[] = [];
    const algorithm = algorithmWith({
      load: () => {
        const number = loaded;
        loaded += 1;
        disposals[number] = 0;
        return Object.assign(new ReversingKey(), {
          dispose: () => void (disposals[number] = (disposals[number] ?? 0) + 1),
        });
      },
    });
    const vault = await openWith({ algorithm }, { limits: { cachedKeys: 4 } });
    const kms = vault.as(alice);
    for (let number = 0; number < 12; number += 1) {
      const { keyId } = await kms.createKey({ keySpec: 'TEST_1' });
      await kms.encryptData({ keyId, plaintext });
    }
    await nextTurn();
    expect(loaded).toBe(12);
    expect(disposals.filter((count) => count === 1).length).toBeGreaterThanOrEqual(8);
    await vault.close();
    await nextTurn();
    expect(disposals).toEqual(Array.from({ length: 12 }, () => 1));
  });

  test('keeps a key as long as an operation uses it, although the vault has forgotten it', async () => {
    let isDisposed = false;
    const gate = new Gate();
    const algorithm = algorithmWith({
      load: () =>
        Object.assign(new ReversingKey(), {
          async seal(given: Uint8Array, _context: Uint8Array, text: Uint8Array) {
            await gate.pass();
            expect(isDisposed).toBe(false);
            return Buffer.concat([given, Buffer.of(1), text.toReversed()]);
          },
          dispose: () => void (isDisposed = true),
        }),
    });
    await using vault = await opened({ algorithm });
    const kms = vault.as(alice);
    const { keyId } = await kms.createKey({ keySpec: 'TEST_1' });
    const sealing = kms.encryptData({ keyId, plaintext });
    await gate.reached;
    await kms.createAlias({ alias: 'alias/changes-the-key', keyId });
    await nextTurn();
    expect(isDisposed).toBe(false);
    gate.open();
    await sealing;
    await nextTurn();
    expect(isDisposed).toBe(true);
  });

  test('lets go of a key that the vault had forgotten before it was loaded', async () => {
    let disposals = 0;
    const gate = new Gate();
    const algorithm = algorithmWith({
      async load() {
        await gate.pass();
        return Object.assign(new ReversingKey(), { dispose: () => void (disposals += 1) });
      },
    });
    await using vault = await opened({ algorithm });
    const kms = vault.as(alice);
    const { keyId } = await kms.createKey({ keySpec: 'TEST_1' });
    const sealing = kms.encryptData({ keyId, plaintext });
    await gate.reached;
    await kms.createAlias({ alias: 'alias/changes-the-key', keyId });
    gate.open();
    await sealing;
    await nextTurn();
    expect(disposals).toBe(1);
  });
});

describe('requirement 16: a material source', () => {
  const session = () => SecretBytes.take(new Uint8Array(1));
  const source = (hostile: object) => ({
    origin: 'kms',
    immediate: true,
    begin: () => ({ forCaller: {}, session: session() }),
    finish: () => SecretBytes.take(randomBytes(32)),
    ...hostile,
  });

  test.each([
    ['begins with nothing', source({ begin: () => undefined })],
    ['begins without a session', source({ begin: () => ({ forCaller: {} }) })],
    ['throws while it begins', source({ begin: fail })],
    ['rejects while it begins', source({ begin: reject })],
    ['finishes with nothing', source({ finish: () => undefined })],
    ['finishes with plain bytes', source({ finish: () => randomBytes(32) })],
    ['throws while it finishes', source({ finish: fail })],
    ['rejects while it finishes', source({ finish: reject })],
  ])('that %s is refused with PluginMisbehaved, and no key is made', async (_what, materialSource) => {
    await using vault = await opened({ materialSource });
    const kms = vault.as(alice);
    expect(await codeOf(kms.createKey())).toBe('PluginMisbehaved');
    expect((await kms.listKeys()).keys).toEqual([]);
    await vault.administration.verifyStore();
  });

  test('that gives material of another length is refused by the algorithm', async () => {
    await using vault = await opened({ materialSource: source({ finish: () => SecretBytes.take(randomBytes(31)) }) });
    expect(await codeOf(vault.as(alice).createKey())).toBe('InvalidArgument');
  });
});

describe('requirement 16: a key store', () => {
  /** A sound store with hostile members, which become so after the vault was opened. */
  function storeWith(hostile: object): { store: KeyStore; turn: () => void } {
    const memory = new MemoryKeyStore();
    const store = {
      features: { durable: false, shared: false },
      get: memory.get.bind(memory),
      commit: memory.commit.bind(memory),
      list: memory.list.bind(memory),
      close: memory.close.bind(memory),
    };
    return { store, turn: () => void Object.assign(store, hostile) };
  }
  const record = (changes: object) => () =>
    Promise.resolve({ path: 'key/x', revision: 1, value: new Uint8Array(80), ...changes });
  const page =
    (...records: readonly unknown[]) =>
    () =>
      Promise.resolve(records);
  const live = (path: string) => ({ path, revision: 1, value: new Uint8Array(80) });
  const id = '0d0466b0-e727-4d9c-b35d-f84bb474a37f';

  const reads: readonly (readonly [string, object, ErrorCode])[] = [
    ['gets null', { get: () => Promise.resolve(null) }, 'PluginMisbehaved'],
    ['gets text', { get: () => Promise.resolve('record') }, 'PluginMisbehaved'],
    ['gets nothing at all, not even a promise', { get: () => undefined }, 'PluginMisbehaved'],
    ['gets the record of another path', { get: record({ path: 'key/other' }) }, 'PluginMisbehaved'],
    ['gets revision 0', { get: record({ path: `key/${id}`, revision: 0 }) }, 'PluginMisbehaved'],
    ['gets half a revision', { get: record({ path: `key/${id}`, revision: 1.5 }) }, 'PluginMisbehaved'],
    ['gets a value that is text', { get: record({ path: `key/${id}`, value: 'x' }) }, 'PluginMisbehaved'],
    ['gets a value that is an array', { get: record({ path: `key/${id}`, value: [1, 2] }) }, 'PluginMisbehaved'],
    ['throws in the middle of a get', { get: fail }, 'StoreUnavailable'],
    ['rejects a get with what its driver threw', { get: reject }, 'StoreUnavailable'],
    [
      'rejects a get with a code that is none of its own',
      { get: () => Promise.reject(new VaultError('AccessDenied', 'no')) },
      'StoreUnavailable',
    ],
    ['gets a record that nobody sealed', { get: record({ path: `key/${id}` }) }, 'StoreTampered'],
    ['gets a record of no bytes', { get: record({ path: `key/${id}`, value: new Uint8Array() }) }, 'StoreTampered'],
  ];

  test.each(reads)('that %s is refused', async (_what, hostile, code) => {
    const { store, turn } = storeWith(hostile);
    await using vault = await opened({ keyStore: store });
    turn();
    expect(await codeOf(vault.as(alice).describeKey({ keyId: id }))).toBe(code);
  });

  const lists: readonly (readonly [string, object, ErrorCode])[] = [
    ['lists null', { list: () => Promise.resolve(null) }, 'PluginMisbehaved'],
    ['lists nulls', { list: page(null) }, 'PluginMisbehaved'],
    ['lists nothing, not even a promise', { list: () => undefined }, 'PluginMisbehaved'],
    ['lists out of order', { list: page(live('key/b'), live('key/a')) }, 'PluginMisbehaved'],
    ['lists a path twice', { list: page(live('key/a'), live('key/a')) }, 'PluginMisbehaved'],
    ['lists another prefix', { list: page(live('alias/a')) }, 'PluginMisbehaved'],
    [
      'lists more than it was asked for',
      { list: page(...Array.from({ length: 101 }, (_, index) => live(`key/${1000 + index}`))) },
      'PluginMisbehaved',
    ],
    ['lists deleted records', { list: page({ path: 'key/a', revision: 1, value: null }) }, 'PluginMisbehaved'],
    [
      'lists paths that are no text',
      { list: page({ path: 7, revision: 1, value: new Uint8Array(80) }) },
      'PluginMisbehaved',
    ],
    ['throws in the middle of a list', { list: fail }, 'StoreUnavailable'],
    ['rejects a list', { list: reject }, 'StoreUnavailable'],
    ['lists what nobody sealed', { list: page(live('key/a')) }, 'StoreTampered'],
  ];

  test.each(lists)('that %s is refused', async (_what, hostile, code) => {
    const { store, turn } = storeWith(hostile);
    await using vault = await opened({ keyStore: store });
    turn();
    expect(await codeOf(vault.as(alice).listKeys())).toBe(code);
  });

  test.each([
    ['throws', fail],
    ['rejects with what its driver threw', reject],
    ['rejects with a code that is none of its own', () => Promise.reject(new VaultError('NotFound', 'no'))],
  ])('that %s in the middle of a commit is asked whether it was done', async (_what, commit) => {
    const { store, turn } = storeWith({ commit });
    await using vault = await opened({ keyStore: store });
    turn();
    expect(await codeOf(vault.as(alice).createKey())).toBe('StoreUnavailable');
    expect((await vault.as(alice).listKeys()).keys).toEqual([]);
  });

  test.each([
    ['null', null],
    ['no features', { get: fail, commit: fail, list: fail, close: fail }],
    [
      'features that are no booleans',
      { features: { durable: 'yes', shared: 1 }, get: fail, commit: fail, list: fail, close: () => Promise.resolve() },
    ],
    [
      'no get',
      { features: { durable: false, shared: false }, commit: fail, list: fail, close: () => Promise.resolve() },
    ],
    ['no close', { features: { durable: false, shared: false }, get: fail, commit: fail, list: fail }],
  ])('that has %s does not open', async (_what, keyStore) => {
    expect(await codeOf(opened({ keyStore }))).toBe('PluginMisbehaved');
  });
});

describe('requirement 16: a root key', () => {
  const rootKey = (hostile: object): RootKey => Object.assign(new PlainRootKey(), hostile);

  test.each<readonly [string, unknown, ErrorCode]>([
    ['is null', null, 'PluginMisbehaved'],
    ['has no wrap', rootKey({ wrap: undefined }), 'PluginMisbehaved'],
    ['has no unwrap', rootKey({ unwrap: undefined }), 'PluginMisbehaved'],
    ['wraps to nothing', rootKey({ wrap: () => Promise.resolve(undefined) }), 'PluginMisbehaved'],
    ['wraps to nothing, not even a promise', rootKey({ wrap: () => undefined }), 'PluginMisbehaved'],
    ['wraps to text', rootKey({ wrap: () => Promise.resolve('wrapped') }), 'PluginMisbehaved'],
    ['wraps to less than the secret', rootKey({ wrap: () => Promise.resolve(new Uint8Array(8)) }), 'PluginMisbehaved'],
    ['does not wrap at all', rootKey({ wrap: (secret: Uint8Array) => Promise.resolve(secret) }), 'PluginMisbehaved'],
    ['throws while it wraps', rootKey({ wrap: fail }), 'RootKeyUnavailable'],
    ['rejects while it wraps', rootKey({ wrap: reject }), 'RootKeyUnavailable'],
    ['unwraps to nothing', rootKey({ unwrap: () => Promise.resolve(undefined) }), 'PluginMisbehaved'],
    [
      'unwraps to something else',
      rootKey({ unwrap: () => Promise.resolve(Buffer.from('{"format":1,"barriers":"secret"}')) }),
      'PluginMisbehaved',
    ],
    [
      'unwraps to what is no JSON',
      rootKey({ unwrap: () => Promise.resolve(Buffer.from('secret')) }),
      'PluginMisbehaved',
    ],
    ['unwraps to null', rootKey({ unwrap: () => Promise.resolve(Buffer.from('null')) }), 'PluginMisbehaved'],
    ['throws while it unwraps', rootKey({ unwrap: fail }), 'RootKeyUnavailable'],
    ['rejects while it unwraps', rootKey({ unwrap: reject }), 'RootKeyUnavailable'],
    [
      'rejects with a code that is none of its own',
      rootKey({ unwrap: () => Promise.reject(new VaultError('NotFound', 'no')) }),
      'RootKeyUnavailable',
    ],
  ])('that %s does not open a vault', async (_what, given, code) => {
    const error = await outcomeOf(opened({ rootKey: given }));
    expect(error).toBe(code);
  });

  test('that unwraps to something unreadable shows nothing of it', async () => {
    const given = rootKey({ unwrap: () => Promise.resolve(Buffer.from('very secret bytes')) });
    const error = await opened({ rootKey: given }).catch((thrown: unknown) => thrown as VaultError);
    expect(VaultError.is(error)).toBe(true);
    expect(String((error as VaultError).stack)).not.toContain('very secret');
    expect((error as VaultError).cause).toBeUndefined();
  });
});

describe('requirement 16: an authorizer', () => {
  test.each([
    ['is null', null],
    ['has no compile', {}],
  ])('that %s does not open a vault', async (_what, authorizer) => {
    expect(await codeOf(opened({ authorizer }))).toBe('PluginMisbehaved');
  });

  test.each([
    ['throws', fail],
    ['rejects', reject],
    ['gives nothing', () => undefined],
    ['gives a policy that can not decide', () => ({ gains: () => [] })],
    ['gives a policy that can not tell gains', () => ({ decide: fail })],
  ])('that %s when it compiles is refused with PluginMisbehaved, and the policy stays', async (_what, compile) => {
    const authorizer = new FollowingAuthorizer();
    await using vault = await opened({ authorizer });
    await vault.administration.activatePolicy({ documents: [{ name: 'a', text: 'allow' }], expectedVersion: 0 });
    Object.assign(authorizer, { compile });
    expect(
      await codeOf(
        vault.administration.activatePolicy({ documents: [{ name: 'a', text: 'deny' }], expectedVersion: 1 }),
      ),
    ).toBe('PluginMisbehaved');
    expect(await outcomeOf(vault.as(alice).createKey())).toBe('success');
  });
});

describe('requirement 16: an audit sink', () => {
  test.each([
    ['is null', null],
    ['has no write', { sync: () => Promise.resolve(), close: () => Promise.resolve() }],
    ['has no sync', { write: () => Promise.resolve(), close: () => Promise.resolve() }],
    ['has no close', { write: () => Promise.resolve(), sync: () => Promise.resolve() }],
  ])('that %s does not open a vault', async (_what, sink) => {
    expect(await codeOf(opened({ sinks: [sink] }))).toBe('PluginMisbehaved');
  });

  test('that throws counts as one that can not be written', async () => {
    const sink = { write: fail, sync: () => Promise.resolve(), close: () => Promise.resolve() };
    const vault = await opened({ sinks: [sink] });
    expect(await codeOf(vault.as(alice).createKey())).toBe('AuditUnavailable');
    expect(await codeOf(vault.close())).toBe('AuditUnavailable');
  });
});

test('a factory that fails makes opening fail with PluginMisbehaved, and its cause is kept', async () => {
  const cause = new Error('EACCES');
  const plugin = definePlugin<{ keyStore: Failing; rootKey: Failing; authorizer: Failing }>({
    name: 'test/failing',
    apiVersion: pluginApiVersion,
    setup: (host) => {
      const factory = { options: anyOptions, open: () => Promise.reject(cause) };
      host.keyStore('failing', factory);
      host.rootKey('failing', factory);
      host.authorizer('failing', factory);
    },
  });
  const section = { use: 'failing' } as const;
  const configuration = { region: 'eu-test-1', domainId: 'domain1', plugins: [plugin] };
  const error = await refusal(
    openVault({ ...configuration, keyStore: section, rootKey: section, authorizer: section }),
  );
  expect(error.code).toBe('PluginMisbehaved');
  expect(error.cause).toBe(cause);
});
