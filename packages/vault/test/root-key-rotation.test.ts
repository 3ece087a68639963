import {
  type AuditEvent,
  definePlugin,
  type KeyStore,
  pluginApiVersion,
  type RootKey,
  VaultError,
  type VaultPlugin,
} from '@chatelaine/core';
import { failingStore, pausingStore, tamperingStore } from '@chatelaine/conformance';
import { MemoryKeyStore } from '@chatelaine/store-memory';
import type { Vault } from '@chatelaine/vault';
import { describe, expect, test } from 'vitest';
import { copyOf } from './support/copied-records.ts';
import { ManualClock } from './support/manual-clock.ts';
import { anyOptions, openWith, PlainRootKey, type Settings } from './support/open-with.ts';
import { codeOf, outcomeOf } from './support/refusal.ts';
import { barriersIn, sealedRecords } from './support/sealed-records.ts';
import { TestSink } from './support/test-sink.ts';
import { storeFaults } from './support/store-faults.ts';

const alice = { id: 'user:alice' };
const plaintext = new Uint8Array(8);

/** Root keys by name: `{ use: 'named', name }`. Those that a test gives are opened as they are. */
function namedRootKeys(given: Readonly<Record<string, RootKey>> = {}): VaultPlugin {
  return definePlugin<{ rootKey: { named: { readonly name: string } } }>({
    name: 'test/named-root-keys',
    apiVersion: pluginApiVersion,
    setup: (host) => {
      host.rootKey('named', {
        options: anyOptions as never,
        open: ({ name }) => given[name] ?? new PlainRootKey(name),
      });
    },
  });
}

const named = (name: string) => ({ rootKey: { use: 'named', name } });

/** Tells how often it was let go of. */
class CountedRootKey extends PlainRootKey {
  closed = 0;

  close(): void {
    this.closed += 1;
  }
}

/** Once it was let go of, its key is another one, as of a key in memory that was wiped. */
class ForgettingRootKey implements RootKey {
  readonly description: string = 'a root key that forgets';
  #key: PlainRootKey;

  constructor(name: string) {
    this.#key = new PlainRootKey(name);
  }

  wrap(...given: Parameters<RootKey['wrap']>): Promise<Uint8Array> {
    return this.#key.wrap(...given);
  }

  unwrap(...given: Parameters<RootKey['unwrap']>): Promise<Uint8Array> {
    return this.#key.unwrap(...given);
  }

  close(): void {
    this.#key = new PlainRootKey('forgotten');
  }
}

interface Opening {
  readonly keys?: Readonly<Record<string, RootKey>>;
  readonly sinks?: readonly TestSink[];
  readonly settings?: Settings;
}

function open(keyStore: KeyStore, name: string, { keys, sinks = [], settings = {} }: Opening = {}): Promise<Vault> {
  const rootKey = keys?.[name] ?? new PlainRootKey(name);
  return openWith(
    { keyStore, rootKey, sinks, plugins: [namedRootKeys(keys)] },
    { create: name === 'old', ...settings },
  );
}

interface Content {
  readonly keyId: string;
  readonly ciphertext: Uint8Array;
}

async function fill(vault: Vault): Promise<Content> {
  const { keyId } = await vault.as(alice).createKey({ alias: 'alias/kept' });
  return { keyId, ciphertext: (await vault.as(alice).encryptData({ keyId, plaintext })).ciphertext };
}

async function expectSound(vault: Vault, { keyId, ciphertext }: Content): Promise<void> {
  const kms = vault.as(alice);
  expect((await kms.describeKey({ keyId: 'alias/kept' })).keyId).toBe(keyId);
  expect((await kms.decryptData({ ciphertext })).plaintext).toEqual(plaintext);
  expect(await outcomeOf(kms.updateKeyDescription({ keyId, description: 'changed' }))).toBe('success');
  await vault.administration.verifyStore();
}

/** Opens the vault of a copy of the store by each of the names; gives those that do. */
async function openedBy(store: MemoryKeyStore, names: readonly string[], content: Content): Promise<readonly string[]> {
  const opening: string[] = [];
  for (const name of names) {
    const vault = await open(await copyOf(store), name, { settings: { create: false } }).catch((error: unknown) => {
      if (VaultError.is(error, 'RootKeyRejected')) return undefined;
      throw error;
    });
    if (vault === undefined) continue;
    opening.push(name);
    await expectSound(vault, content);
    await vault.close();
  }
  return opening;
}

function apart(store: KeyStore, shared: boolean): KeyStore {
  return {
    features: { durable: false, shared },
    get: store.get.bind(store),
    commit: store.commit.bind(store),
    list: store.list.bind(store),
    close: () => Promise.resolve(),
  };
}

describe('rotateRootKey', () => {
  test('has the vault opened by the new root key, and by the old one no more', async () => {
    const store = new MemoryKeyStore();
    const vault = await open(store, 'old');
    const content = await fill(vault);
    const before = await sealedRecords(store);
    expect(await vault.administration.rotateRootKey(named('new'))).toEqual({
      rootKey: 'a root key that everybody knows',
    });
    expect(await openedBy(store, ['old', 'new'], content)).toEqual(['new']);
    // The keyring is wrapped anew, and nothing else.
    const changed = (await sealedRecords(store)).filter(
      ({ path, revision }) => before.find((record) => record.path === path)?.revision !== revision,
    );
    expect(changed.map(({ path }) => path)).toEqual(['epoch']);
    await expectSound(vault, content);

    await vault.administration.rotateBarrierKey();
    expect(await barriersIn(store)).toEqual([2]);
    expect(await openedBy(store, ['old', 'new'], content)).toEqual(['new']);
    await vault.administration.rotateRootKey(named('newer'));
    expect(await openedBy(store, ['old', 'new', 'newer'], content)).toEqual(['newer']);
    await vault.administration.rotateRootKey(named('old'));
    expect(await openedBy(store, ['old', 'new', 'newer'], content)).toEqual(['old']);
    await vault.close();
  });

  test('lets go of the old root key at once, and of the new one with the vault', async () => {
    const keys = { old: new CountedRootKey('old'), new: new CountedRootKey('new') };
    const vault = await open(new MemoryKeyStore(), 'old', { keys });
    await vault.administration.rotateRootKey(named('new'));
    expect([keys.old.closed, keys.new.closed]).toEqual([1, 0]);
    await vault.close();
    expect([keys.old.closed, keys.new.closed]).toEqual([1, 1]);
  });

  test('is done where the old root key can not be let go of', async () => {
    const old = new PlainRootKey('old');
    const failing: RootKey = Object.assign(old, { close: () => Promise.reject(new Error('The token is gone.')) });
    const store = new MemoryKeyStore();
    const vault = await open(store, 'old', { keys: { old: failing } });
    const content = await fill(vault);
    expect(await vault.administration.rotateRootKey(named('new'))).toMatchObject({
      rootKey: expect.any(String) as string,
    });
    expect(await openedBy(store, ['old', 'new'], content)).toEqual(['new']);
    await expectSound(vault, content);
    await vault.close();
  });

  test('of one vault at the same time go one after the other, and never wrap under a root key that was let go of', async () => {
    const failing = new PlainRootKey('two');
    failing.wrap = () => Promise.reject(new VaultError('RootKeyUnavailable', 'The HSM is off.'));
    const store = new MemoryKeyStore();
    const vault = await open(store, 'old', { keys: { one: new ForgettingRootKey('one'), two: failing } });
    const content = await fill(vault);
    const rotations = ['one', 'two'].map((name) => outcomeOf(vault.administration.rotateRootKey(named(name))));
    expect(await Promise.all(rotations)).toEqual(['success', 'RootKeyUnavailable']);
    expect(await openedBy(store, ['old', 'forgotten', 'one', 'two'], content)).toEqual(['one']);
    await expectSound(vault, content);
    await vault.close();
  });

  test('is audited as the host, without the options, and out of reach of callers', async () => {
    const sink = new TestSink();
    const vault = await open(new MemoryKeyStore(), 'old', { sinks: [sink] });
    await vault.administration.rotateRootKey(named('a-secret-name'));
    expect('rotateRootKey' in vault.as(alice)).toBe(false);
    await vault.close();
    const events: readonly AuditEvent[] = sink.events.filter(({ operation }) => operation === 'rotateRootKey');
    expect(events.at(-1)).toMatchObject({ action: 'kms:vault:rotateRootKey', principal: 'host', outcome: 'success' });
    expect(JSON.stringify(events)).not.toContain('a-secret-name');
  });

  const refused: readonly (readonly [string, string, RootKey | undefined])[] = [
    ['the root key that it has', 'RootKeyUnchanged', undefined],
    [
      'one that is out of reach',
      'RootKeyUnavailable',
      Object.assign(new CountedRootKey('new'), { wrap: () => Promise.reject(new Error('The HSM is off.')) }),
    ],
    [
      'one that does not open what it wraps',
      'PluginMisbehaved',
      Object.assign(new CountedRootKey('new'), {
        unwrap: () => Promise.reject(new VaultError('RootKeyRejected', 'Never seen.')),
      }),
    ],
    [
      'one that opens something else',
      'PluginMisbehaved',
      Object.assign(new CountedRootKey('new'), { unwrap: () => Promise.resolve(new Uint8Array(500)) }),
    ],
  ];

  test.each(refused)('refuses %s: %s, and the old one stays', async (_what, code, rootKey) => {
    const store = new MemoryKeyStore();
    const name = rootKey === undefined ? 'old' : 'new';
    const vault = await openWith({
      keyStore: store,
      rootKey: new PlainRootKey('old'),
      plugins: [namedRootKeys(rootKey && { new: rootKey })],
    });
    const content = await fill(vault);
    expect(await codeOf(vault.administration.rotateRootKey(named(name)))).toBe(code);
    expect(await openedBy(store, ['old', 'new'], content)).toEqual(['old']);
    if (rootKey instanceof CountedRootKey) expect(rootKey.closed).toBe(1);
    await expectSound(vault, content);
    await vault.administration.rotateBarrierKey();
    await vault.administration.rotateRootKey(named('another'));
    expect(await openedBy(store, ['old', 'new', 'another'], content)).toEqual(['another']);
    await vault.close();
  });

  test('refuses a root key that nobody registers', async () => {
    const vault = await open(new MemoryKeyStore(), 'old');
    expect(await codeOf(vault.administration.rotateRootKey({ rootKey: { use: 'hsm' } }))).toBe('NotRegistered');
    await vault.close();
  });

  test('and rotateBarrierKey at the same time do both', async () => {
    const store = new MemoryKeyStore();
    const vault = await open(store, 'old');
    const content = await fill(vault);
    for (let round = 1; round <= 10; round += 1) {
      const { administration } = vault;
      const root = (): Promise<unknown> => administration.rotateRootKey(named(`key-${round}`));
      const barrier = (): Promise<unknown> => administration.rotateBarrierKey();
      await Promise.all(round % 2 === 0 ? [root(), barrier()] : [barrier(), root()]);
      expect(await openedBy(store, ['old', `key-${round - 1}`, `key-${round}`], content)).toEqual([`key-${round}`]);
      expect(await barriersIn(store)).toEqual([round + 1]);
    }
    await expectSound(vault, content);
    await vault.close();
  });
});

describe('another process that has the vault open', () => {
  test('stops when it sees that the root key is another one, and can not put the old one back', async () => {
    const store = new MemoryKeyStore();
    const clock = new ManualClock();
    const vault = await open(apart(store, true), 'old');
    const content = await fill(vault);
    const other = await open(apart(store, true), 'old', { settings: { clock } });
    await expectSound(other, content);
    await vault.administration.rotateRootKey(named('new'));
    clock.advance(1_000);
    expect(await codeOf(other.as(alice).describeKey({ keyId: content.keyId }))).toBe('RootKeyRejected');
    expect(await codeOf(other.administration.rotateBarrierKey())).toBe('RootKeyRejected');
    expect(await codeOf(other.administration.rotateRootKey(named('newer')))).toBe('RootKeyRejected');
    await other.close();
    expect(await openedBy(store, ['old', 'new', 'newer'], content)).toEqual(['new']);
    await vault.close();
  });

  test('of two that rotate at once, one does', async () => {
    const store = new MemoryKeyStore();
    const vaults = [await open(apart(store, true), 'old'), await open(apart(store, true), 'old')] as const;
    const content = await fill(vaults[0]);
    const outcomes = await Promise.all(
      vaults.map((vault, index) => outcomeOf(vault.administration.rotateRootKey(named(`key-${index}`)))),
    );
    expect(outcomes.toSorted()).toEqual(['RootKeyRejected', 'success']);
    expect(await openedBy(store, ['old', 'key-0', 'key-1'], content)).toEqual([`key-${outcomes.indexOf('success')}`]);
    for (const vault of vaults) await vault.close();
  });
});

describe('requirement 19: a keyring from before the rotation', () => {
  test('is refused under both root keys, also when it is put back', async () => {
    const store = tamperingStore(new MemoryKeyStore());
    const vault = await open(apart(store, true), 'old');
    await fill(vault);
    const { revision = 0 } = (await store.get('keyring')) ?? {};
    await vault.administration.rotateRootKey(named('new'));
    store.replay('keyring', revision);
    expect(await codeOf(open(apart(store, true), 'old', { settings: { create: false } }))).toBe('StoreTampered');
    expect(await codeOf(open(apart(store, true), 'new'))).toBe('RootKeyRejected');
    store.heal();
    await (await open(apart(store, true), 'new')).close();
    await vault.close();
  });
});

describe('requirement 18: a rotation of the root key', () => {
  test.each(['before', 'after'] as const)(
    'that a kill ends %s its commit leaves a vault that one of both opens',
    async (when) => {
      const store = new MemoryKeyStore();
      const paused = pausingStore(apart(store, false));
      const vault = await open(paused, 'old');
      const content = await fill(vault);
      paused.hold(when);
      void outcomeOf(vault.administration.rotateRootKey(named('new')));
      await paused.untilHeld(1);
      expect(await openedBy(store, ['old', 'new'], content)).toEqual([when === 'before' ? 'old' : 'new']);
    },
  );

  test.each(storeFaults)('of which any one call finds that the store $name', async (fault) => {
    let reached = true;
    const ended = new Set<string>();
    for (let at = 1; reached; at += 1) {
      const store = new MemoryKeyStore();
      let calls = 0;
      let armed = false;
      const failing = failingStore(apart(store, false), () => {
        if (!armed) return undefined;
        calls += 1;
        if (calls < at || (calls > at && !fault.lasting)) return undefined;
        return { error: fault.error, done: calls === at && fault.done };
      });
      const vault = await open(failing, 'old');
      const content = await fill(vault);
      armed = true;
      const outcome = await outcomeOf(vault.administration.rotateRootKey(named('new')));
      armed = false;
      reached = calls >= at;
      if (!reached) expect(outcome).toBe('success');
      expect(['success', 'StoreUnavailable', 'OutcomeUnknown']).toContain(outcome);

      const opened = await openedBy(store, ['old', 'new'], content);
      expect(opened).toHaveLength(1);
      if (outcome === 'success') expect(opened).toEqual(['new']);
      if (outcome === 'StoreUnavailable') expect(opened).toEqual(['old']);
      ended.add(`${outcome} ${opened.join()}`);
      // This vault finds out by itself, and goes on.
      await expectSound(vault, content);
      await vault.administration.rotateBarrierKey();
      expect(await openedBy(store, ['old', 'new'], content)).toEqual(opened);
      await vault.administration.rotateRootKey(named('newer'));
      expect(await openedBy(store, ['old', 'new', 'newer'], content)).toEqual(['newer']);
      await vault.close();
    }
    expect(ended.size).toBeGreaterThan(1);
  });
});
