import { type AuditEvent, type CallerOperations, type KeyStore, VaultError } from '@chatelaine/core';
import { failingStore, openTestVault, pausingStore, tamperingStore } from '@chatelaine/conformance';
import { MemoryKeyStore } from '@chatelaine/store-memory';
import type { Vault } from '@chatelaine/vault';
import { describe, expect, test } from 'vitest';
import { copyOf } from './support/copied-records.ts';
import { GatedStore } from './support/gated-store.ts';
import { ManualClock } from './support/manual-clock.ts';
import { FollowingAuthorizer, openWith, PlainRootKey } from './support/open-with.ts';
import { codeOf, outcomeOf } from './support/refusal.ts';
import { barriersIn, sealedRecords } from './support/sealed-records.ts';
import { storeFaults } from './support/store-faults.ts';

const alice = { id: 'user:alice' };
const plaintext = Buffer.from('what must come back');
const patient = { timeout: 120_000 };

/** What a vault is asked to show that nothing was lost. */
interface Content {
  readonly keyIds: readonly string[];
  readonly ciphertexts: readonly Uint8Array[];
}

/** Some keys with aliases and tags, one of them deleted again so that there are tombstones, and ciphertexts of all. */
async function fill(kms: CallerOperations, count = 4): Promise<Content> {
  const keyIds: string[] = [];
  const ciphertexts: Uint8Array[] = [];
  for (let index = 0; index < count; index += 1) {
    const { keyId } = await kms.createKey({ alias: `alias/key-${index}`, tags: { index: `${index}` } });
    await kms.createAlias({ alias: 'alias/passing', keyId });
    await kms.deleteAlias({ alias: 'alias/passing' });
    keyIds.push(keyId);
    ciphertexts.push((await kms.encryptData({ keyId, plaintext })).ciphertext);
  }
  return { keyIds, ciphertexts };
}

async function expectAll(vault: Vault, { keyIds, ciphertexts }: Content): Promise<void> {
  const kms = vault.as(alice);
  for (const [index, keyId] of keyIds.entries()) {
    expect(await kms.describeKey({ keyId: `alias/key-${index}` })).toMatchObject({
      keyId,
      tags: { index: `${index}` },
    });
    const ciphertext = ciphertexts[index] ?? new Uint8Array();
    expect(Buffer.from((await kms.decryptData({ ciphertext })).plaintext)).toEqual(plaintext);
    expect(await outcomeOf(kms.encryptData({ keyId, plaintext }))).toBe('success');
  }
  await vault.administration.verifyStore();
}

/** The ids of the barrier keys in a keyring that a `PlainRootKey` has wrapped. */
async function barriersKept(store: KeyStore): Promise<readonly number[]> {
  const { value } = (await store.get('keyring')) ?? {};
  // After a MAC of 32 bytes.
  const text = Buffer.from(value ?? []).toString('utf8', 32);
  const { barriers } = JSON.parse(text) as { barriers: readonly { id: number }[] };
  return barriers.map(({ id }) => id);
}

/** Passes calls on, but never says that something has changed. */
function withoutHints(store: KeyStore, shared: boolean): KeyStore {
  return {
    features: { durable: false, shared },
    get: store.get.bind(store),
    commit: store.commit.bind(store),
    list: store.list.bind(store),
    close: store.close.bind(store),
  };
}

describe('rotateBarrierKey', () => {
  test('seals every record again under a new barrier key, and everything is as it was', async () => {
    const store = new MemoryKeyStore();
    const vault = await openTestVault({ store });
    const content = await fill(vault.as(alice));
    expect(await barriersIn(store)).toEqual([1]);
    const before = await sealedRecords(store);

    const { resealed } = await vault.administration.rotateBarrierKey();
    expect(resealed).toBe(before.length - 1);
    expect(await barriersIn(store)).toEqual([2]);
    await expectAll(vault, content);
    expect((await sealedRecords(store)).map(({ path }) => path)).toEqual(before.map(({ path }) => path));

    await vault.administration.rotateBarrierKey();
    expect(await barriersIn(store)).toEqual([3]);
    await vault.close();
    await using later = await openTestVault({ store: store.openAnother() });
    await expectAll(later, content);
    expect(await outcomeOf(later.as(alice).createKey())).toBe('success');
    expect(await barriersIn(store)).toEqual([3]);
  });

  test('leaves one barrier key in the keyring', async () => {
    const store = new MemoryKeyStore();
    await using vault = await openWith({ keyStore: store });
    await fill(vault.as(alice), 1);
    expect(await barriersKept(store)).toEqual([1]);
    await vault.administration.rotateBarrierKey();
    expect(await barriersKept(store)).toEqual([2]);
  });

  test('works on a vault that holds nothing yet', async () => {
    const store = new MemoryKeyStore();
    const vault = await openTestVault({ store });
    await vault.administration.rotateBarrierKey();
    expect(await barriersIn(store)).toEqual([2]);
    await vault.close();
    await using later = await openTestVault({ store: store.openAnother() });
    expect(await outcomeOf(later.as(alice).createKey())).toBe('success');
  });

  test('seals again more records than fit into a commit or a page, large ones among them', patient, async () => {
    const store = new MemoryKeyStore();
    await using vault = await openWith({ keyStore: store, authorizer: new FollowingAuthorizer() });
    const text = `allow${' '.repeat(900_000)}`;
    await vault.administration.activatePolicy({ documents: [{ name: 'large', text }], expectedVersion: 0 });
    const kms = vault.as(alice);
    const keys = await Promise.all(
      Array.from({ length: 120 }, (_, index) => kms.createKey({ tags: { n: `${index}` } })),
    );
    const { resealed } = await vault.administration.rotateBarrierKey();
    expect(resealed).toBeGreaterThan(360);
    expect(await barriersIn(store)).toEqual([2]);
    for (const { keyId } of keys) expect(await outcomeOf(kms.encryptData({ keyId, plaintext }))).toBe('success');
    await vault.administration.verifyStore();
  });

  test('makes what was written before unreadable, also for this vault: requirement 19', async () => {
    const store = tamperingStore(new MemoryKeyStore());
    const open = (): Promise<Vault> =>
      openTestVault({ store: { ...withoutHints(store, true), close: () => Promise.resolve() } });
    const vault = await open();
    const content = await fill(vault.as(alice), 1);
    const path = `material/${content.keyIds[0]}/00000001`;
    const { revision = 0 } = (await store.get(path)) ?? {};
    await vault.administration.rotateBarrierKey();
    await vault.close();

    store.replay(path, revision);
    const later = await open();
    expect(await codeOf(later.as(alice).encryptData({ keyId: 'alias/key-0', plaintext }))).toBe('StoreTampered');
    store.heal();
    await expectAll(later, content);
    await later.close();
  });

  test('is audited as the host and out of reach of callers', async () => {
    const events: AuditEvent[] = [];
    const vault = await openTestVault({ events });
    await vault.administration.rotateBarrierKey();
    expect('rotateBarrierKey' in vault.as(alice)).toBe(false);
    await vault.close();
    expect(events.filter(({ operation }) => operation === 'rotateBarrierKey').at(-1)).toMatchObject({
      action: 'kms:vault:rotateBarrierKey',
      principal: 'host',
      outcome: 'success',
    });
  });

  test('asks the root key, and changes nothing when that can not be reached', async () => {
    let isGone = false;
    const store = new MemoryKeyStore();
    const rootKey = new PlainRootKey();
    const wrap = rootKey.wrap.bind(rootKey);
    rootKey.wrap = (...given) =>
      isGone ? Promise.reject(new VaultError('RootKeyUnavailable', 'The HSM is off.')) : wrap(...given);
    await using vault = await openWith({ keyStore: store, rootKey });
    const { keyId } = await vault.as(alice).createKey();
    isGone = true;
    const before = await sealedRecords(store);
    expect(await codeOf(vault.administration.rotateBarrierKey())).toBe('RootKeyUnavailable');
    expect(await sealedRecords(store)).toEqual(before);
    expect(await outcomeOf(vault.as(alice).encryptData({ keyId, plaintext }))).toBe('success');
    isGone = false;
    await vault.administration.rotateBarrierKey();
    expect(await barriersIn(store)).toEqual([2]);
  });
});

describe('during a rotation', () => {
  /** A vault that is held in the middle of re-sealing. */
  async function held(commits: number) {
    const store = new MemoryKeyStore();
    const paused = pausingStore(withoutHints(store.openAnother(), true));
    const vault = await openTestVault({ store: paused });
    const content = await fill(vault.as(alice), 12);
    paused.hold('before');
    const rotation = vault.administration.rotateBarrierKey();
    for (let count = 0; count < commits; count += 1) {
      await paused.untilHeld(1);
      paused.step();
    }
    await paused.untilHeld(1);
    return { store, vault, content, rotation, release: () => paused.release() };
  }

  test.each([0, 1, 2])('another vault reads and changes everything, after %i of its commits', async (commits) => {
    const { store, vault, content, rotation, release } = await held(commits);
    const other = await openTestVault({ store: store.openAnother() });
    await expectAll(other, content);
    expect(await barriersIn(store)).toContain(1);
    for (const keyId of content.keyIds) {
      expect(await outcomeOf(other.as(alice).createAlias({ alias: `alias/of-${keyId}`, keyId }))).toBe('success');
    }
    release();
    await rotation;
    expect(await barriersIn(store)).toEqual([2]);
    await expectAll(other, content);
    await expectAll(vault, content);
    for (const keyId of content.keyIds) {
      expect((await vault.as(alice).describeKey({ keyId: `alias/of-${keyId}` })).keyId).toBe(keyId);
      expect(await outcomeOf(vault.as(alice).deleteAlias({ alias: `alias/of-${keyId}` }))).toBe('success');
    }
    await vault.close();
    await other.close();
  });

  test('a kill leaves a vault that opens, reads everything and can end the rotation', async () => {
    for (const commits of [0, 1, 2]) {
      const { store, content } = await held(commits);
      const later = await openTestVault({ store: store.openAnother() });
      await expectAll(later, content);
      await later.administration.rotateBarrierKey();
      expect(await barriersIn(store)).toEqual([commits === 0 ? 2 : 3]);
      await expectAll(later, content);
      await later.close();
    }
  });

  test('a store that goes on to show what was replaced is refused, and keeps its old barrier key', async () => {
    const memory = new MemoryKeyStore();
    const vault = await openWith({ keyStore: memory });
    await fill(vault.as(alice), 1);
    let old: ReturnType<KeyStore['list']> | undefined;
    const truthful = withoutHints(memory.openAnother(), false);
    const stubborn: KeyStore = {
      ...truthful,
      list(prefix, after, limit) {
        if (prefix !== '') return truthful.list(prefix, after, limit);
        old ??= truthful.list('', undefined, 100);
        return old;
      },
    };
    await using rotating = await openWith({ keyStore: stubborn });
    expect(await codeOf(rotating.administration.rotateBarrierKey())).toBe('StoreTampered');
    expect(await barriersIn(memory)).toEqual([2]);
    expect(await barriersKept(memory)).toEqual([1, 2]);
    await vault.close();
  });

  test('close() stops it where it is, and says so', async () => {
    const { store, vault, content, rotation, release } = await held(1);
    const outcome = outcomeOf(rotation);
    const closed = vault.close();
    release();
    expect(await outcome).toBe('VaultClosed');
    await closed;
    expect(await barriersIn(store)).toEqual([1, 2]);
    await using later = await openTestVault({ store: store.openAnother() });
    await expectAll(later, content);
  });

  test('what another vault holds in memory stays in use', async () => {
    const store = new MemoryKeyStore();
    const clock = new ManualClock();
    const vault = await openTestVault({ store });
    const content = await fill(vault.as(alice));
    const read: string[] = [];
    const other = await openTestVault({
      store: failingStore(
        withoutHints(store.openAnother(), true),
        (call) => void (call.method === 'get' && read.push(call.path)),
      ),
      clock,
    });
    await expectAll(other, content);
    await vault.administration.rotateBarrierKey();
    clock.advance(1_000);
    read.length = 0;
    for (const keyId of content.keyIds) await other.as(alice).encryptData({ keyId, plaintext });
    expect(new Set(read)).toEqual(new Set(['epoch', 'keyring']));
    // What it knows of revisions is out of date, which a change finds out.
    for (const keyId of content.keyIds) {
      expect(await outcomeOf(other.as(alice).createAlias({ alias: `alias/of-${keyId}`, keyId }))).toBe('success');
    }
    await other.administration.verifyStore();
    await other.close();
    await vault.close();
  });

  test('a record that was read before its barrier key was dropped, and is opened after it, is read again', async () => {
    const store = new MemoryKeyStore();
    const clock = new ManualClock();
    const vault = await openTestVault({ store });
    const { keyIds } = await fill(vault.as(alice), 2);
    const gate = new GatedStore(withoutHints(store.openAnother(), true));
    const other = await openTestVault({ store: gate, clock });
    const kms = other.as(alice);
    const [first = '', second = ''] = keyIds;
    for (const prefix of [`key/${first}`, 'key/', 'head/']) {
      const reading = gate.hold(prefix, 'answered');
      const slow = [outcomeOf(kms.describeKey({ keyId: first })), outcomeOf(kms.listKeys())];
      const verified = outcomeOf(other.administration.verifyStore());
      await reading;
      await vault.administration.rotateBarrierKey();
      // Makes the other vault follow: it forgets the barrier key that the records were read under.
      clock.advance(1_000);
      gate.letPass();
      await kms.encryptData({ keyId: second, plaintext });
      gate.release();
      expect(await Promise.all([...slow, verified])).toEqual(['success', 'success', 'success']);
    }
    await other.close();
    await vault.close();
  });
});

describe('two vaults that rotate at once', () => {
  test('both succeed, nothing is lost, and one barrier key is left', patient, async () => {
    for (let round = 0; round < 5; round += 1) {
      const store = new MemoryKeyStore();
      const vaults = await Promise.all([0, 1].map(() => openTestVault({ store: store.openAnother() })));
      const [one, other] = vaults;
      if (one === undefined || other === undefined) throw new TypeError('two vaults are needed');
      const content = await fill(one.as(alice), 20);
      const [first, second] = await Promise.all(vaults.map((vault) => vault.administration.rotateBarrierKey()));
      expect((first?.resealed ?? 0) + (second?.resealed ?? 0)).toBeGreaterThanOrEqual(80);
      expect(await barriersIn(store)).toHaveLength(1);
      await expectAll(one, content);
      await expectAll(other, content);
      await one.close();
      await other.close();
      await using later = await openTestVault({ store });
      await expectAll(later, content);
    }
  });

  test('while both change keys: no change is lost', patient, async () => {
    const store = new MemoryKeyStore();
    const vaults = await Promise.all([0, 1].map(() => openTestVault({ store: store.openAnother() })));
    const content = await fill((vaults[0] ?? (await openTestVault())).as(alice), 10);
    const made: string[] = [];
    const change = async (vault: Vault, name: string): Promise<void> => {
      for (let index = 0; index < 15; index += 1) {
        const alias = `alias/${name}-${index}`;
        const outcome = await outcomeOf(vault.as(alice).createKey({ alias }));
        if (outcome === 'success') made.push(alias);
        else expect(outcome).toBe('Conflict');
      }
    };
    await Promise.all([
      ...vaults.map((vault, index) => change(vault, `vault-${index}`)),
      ...vaults.map((vault) => outcomeOf(vault.administration.rotateBarrierKey())),
    ]);
    expect(made.length).toBeGreaterThan(0);
    for (const vault of vaults) {
      await expectAll(vault, content);
      for (const alias of made) expect(await outcomeOf(vault.as(alice).describeKey({ keyId: alias }))).toBe('success');
      await vault.close();
    }
  });
});

describe('requirement 19: a keyring or an epoch from before a rotation', () => {
  async function rotated() {
    const store = tamperingStore(new MemoryKeyStore());
    const open = (): Promise<Vault> =>
      openTestVault({ store: { ...withoutHints(store, true), close: () => Promise.resolve() } });
    const vault = await open();
    const content = await fill(vault.as(alice), 1);
    await vault.administration.rotateBarrierKey();
    const { revision: epoch = 0 } = (await store.get('epoch')) ?? {};
    return { store, vault, open, content, epoch };
  }

  test('is not taken by a vault that is opened later: StoreTampered', async () => {
    const { store, vault, open, epoch } = await rotated();
    await vault.close();
    for (const [path, revision] of [
      ['keyring', 1],
      ['keyring', 2],
      // Sealed under the new barrier key, but before the old one was dropped.
      ['epoch', epoch - 1],
    ] as const) {
      store.replay(path, revision);
      expect([path, revision, await codeOf(open())]).toEqual([path, revision, 'StoreTampered']);
      store.heal();
    }
    expect(await outcomeOf(open().then((later) => later.close()))).toBe('success');
  });

  test('is not taken by another vault that has to read the keyring again', async () => {
    const { store, vault, open, content } = await rotated();
    const other = await open();
    await vault.administration.rotateBarrierKey();
    store.replay('keyring', 3);
    expect(await codeOf(other.administration.verifyStore())).toBe('StoreTampered');
    store.heal();
    await expectAll(other, content);
    await other.close();
    await vault.close();
  });
});

describe('requirement 18: a rotation of which any one call finds that the store', () => {
  const original = (async () => {
    const store = new MemoryKeyStore();
    const vault = await openTestVault({ store });
    const content = await fill(vault.as(alice), 2);
    await vault.close();
    return { store, content };
  })();

  test.each(storeFaults)(
    '$name loses nothing, and can be ended by this vault and by another',
    patient,
    async (fault) => {
      const { store: source, content } = await original;
      let reached = true;
      for (let at = 1; reached; at += 1) {
        const store = await copyOf(source);
        let calls = 0;
        let armed = false;
        const failing = failingStore(withoutHints(store, false), () => {
          if (!armed) return undefined;
          calls += 1;
          if (calls < at || (calls > at && !fault.lasting)) return undefined;
          return { error: fault.error, done: calls === at && fault.done };
        });
        const vault = await openTestVault({ store: failing });
        armed = true;
        const outcome = await outcomeOf(vault.administration.rotateBarrierKey());
        armed = false;
        reached = calls >= at;
        expect(['success', 'StoreUnavailable', 'OutcomeUnknown']).toContain(outcome);
        if (!reached) expect(outcome).toBe('success');

        const other = await openTestVault({ store: await copyOf(store) });
        await expectAll(other, content);
        await other.administration.rotateBarrierKey();
        await expectAll(other, content);
        await other.close();

        await expectAll(vault, content);
        await vault.administration.rotateBarrierKey();
        expect(await barriersIn(store)).toHaveLength(1);
        await expectAll(vault, content);
        await vault.close();
      }
    },
  );
});
