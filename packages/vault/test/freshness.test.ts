import { type KeyStore, VaultError } from '@chatelaine/core';
import { failingStore, openTestVault, pausingStore } from '@chatelaine/conformance';
import { MemoryKeyStore } from '@chatelaine/store-memory';
import { describe, expect, test } from 'vitest';
import { GatedStore } from './support/gated-store.ts';
import { ManualClock } from './support/manual-clock.ts';
import { FollowingAuthorizer, openWith } from './support/open-with.ts';
import { codeOf, outcomeOf } from './support/refusal.ts';

const alice = { id: 'user:alice' };
const plaintext = Buffer.from('text');

/** Passes calls on, but never says that something has changed. */
function withoutWatch(store: KeyStore): KeyStore {
  return {
    features: store.features,
    get: (path) => store.get(path),
    commit: (changes) => store.commit(changes),
    list: (prefix, after, limit) => store.list(prefix, after, limit),
    close: () => store.close(),
  };
}

/** A vault that has used `alias/moving`, and another one over the same records. */
async function twoVaults(wrap: (store: MemoryKeyStore) => KeyStore, clock: ManualClock) {
  const store = new MemoryKeyStore();
  const other = await openTestVault({ store });
  const there = other.as(alice);
  const { keyId: oldKey } = await there.createKey({ alias: 'alias/moving' });
  const { keyId: newKey } = await there.createKey();
  const vault = await openTestVault({ store: wrap(store.openAnother()), clock });
  const here = vault.as(alice);
  expect((await here.encryptData({ keyId: 'alias/moving', plaintext })).keyId).toBe(oldKey);
  return { vault, here, there, oldKey, newKey, [Symbol.asyncDispose]: () => vault.close().then(() => other.close()) };
}

describe('a vault on a shared store', () => {
  test('sees what another one changed within one second of its own clock, without being told', async () => {
    const clock = new ManualClock();
    await using given = await twoVaults(withoutWatch, clock);
    const { here, there, oldKey, newKey } = given;
    await there.associateAlias({ alias: 'alias/moving', keyId: newKey });
    clock.advance(999);
    expect((await here.encryptData({ keyId: 'alias/moving', plaintext })).keyId).toBe(oldKey);
    clock.advance(1);
    expect((await here.encryptData({ keyId: 'alias/moving', plaintext })).keyId).toBe(newKey);
    await there.deleteAlias({ alias: 'alias/moving' });
    clock.advance(1_000);
    expect(await codeOf(here.encryptData({ keyId: 'alias/moving', plaintext }))).toBe('NotFound');
  });

  test('sees it at once where the store tells of changes', async () => {
    const clock = new ManualClock();
    await using given = await twoVaults((store) => store, clock);
    const { here, there, newKey } = given;
    await there.associateAlias({ alias: 'alias/moving', keyId: newKey });
    expect((await here.encryptData({ keyId: 'alias/moving', plaintext })).keyId).toBe(newKey);
  });

  test('sees it at once also when it was told while it looked at the store', async () => {
    const clock = new ManualClock();
    let gate: GatedStore | undefined;
    await using given = await twoVaults((store) => (gate = new GatedStore(store)), clock);
    const { here, there, newKey } = given;
    clock.advance(1_000);
    const held = gate?.hold('epoch', 'answered');
    const early = outcomeOf(here.encryptData({ keyId: 'alias/moving', plaintext }));
    await held;
    await there.associateAlias({ alias: 'alias/moving', keyId: newKey });
    gate?.release();
    expect(await early).toBe('success');
    expect((await here.encryptData({ keyId: 'alias/moving', plaintext })).keyId).toBe(newKey);
  });

  test('reads nothing again as long as nobody changed anything', async () => {
    const clock = new ManualClock();
    const read: string[] = [];
    await using given = await twoVaults(
      (store) => failingStore(withoutWatch(store), (call) => void (call.method === 'get' && read.push(call.path))),
      clock,
    );
    read.length = 0;
    for (let second = 0; second < 5; second += 1) {
      clock.advance(1_000);
      await given.here.encryptData({ keyId: 'alias/moving', plaintext });
    }
    expect(read.filter((path) => path !== 'epoch')).toEqual([]);
    expect(read.length).toBeGreaterThanOrEqual(5);
  });

  test('refuses to go on with what it remembers when the store fails, and goes on when it answers again', async () => {
    const clock = new ManualClock();
    let down = false;
    await using given = await twoVaults(
      (store) =>
        failingStore(withoutWatch(store), () =>
          down ? { error: new VaultError('StoreUnavailable', 'Down.') } : undefined,
        ),
      clock,
    );
    const { here, there, newKey } = given;
    down = true;
    clock.advance(999);
    expect(await outcomeOf(here.encryptData({ keyId: 'alias/moving', plaintext }))).toBe('success');
    clock.advance(1);
    for (const answer of [
      here.encryptData({ keyId: 'alias/moving', plaintext }),
      here.describeKey({ keyId: 'alias/moving' }),
      here.listKeys(),
    ]) {
      expect(await codeOf(answer)).toBe('StoreUnavailable');
    }
    await there.associateAlias({ alias: 'alias/moving', keyId: newKey });
    down = false;
    expect((await here.encryptData({ keyId: 'alias/moving', plaintext })).keyId).toBe(newKey);
  });

  test('refuses within seconds when the store does not answer at all', { timeout: 20_000 }, async () => {
    const clock = new ManualClock();
    let gate: GatedStore | undefined;
    await using given = await twoVaults((store) => (gate = new GatedStore(withoutWatch(store))), clock);
    void gate?.hold('', 'asked');
    clock.advance(1_000);
    expect(await codeOf(given.here.encryptData({ keyId: 'alias/moving', plaintext }))).toBe('StoreUnavailable');
    gate?.release();
    expect(await outcomeOf(given.here.encryptData({ keyId: 'alias/moving', plaintext }))).toBe('success');
  });

  test('counts the second from the beginning of its look, so that a slow answer does not count as fresh', async () => {
    const clock = new ManualClock();
    let gate: GatedStore | undefined;
    await using given = await twoVaults((store) => (gate = new GatedStore(withoutWatch(store))), clock);
    const { here, there, newKey } = given;
    clock.advance(1_000);
    const held = gate?.hold('epoch', 'answered');
    const answer = here.encryptData({ keyId: 'alias/moving', plaintext }).then(
      ({ keyId }) => keyId,
      (error: VaultError) => error.code,
    );
    await held;
    await there.associateAlias({ alias: 'alias/moving', keyId: newKey });
    clock.advance(1_000);
    gate?.release();
    expect(['StoreUnavailable', newKey]).toContain(await answer);
    expect((await here.encryptData({ keyId: 'alias/moving', plaintext })).keyId).toBe(newKey);
  });

  test('does not take its own commit for tampering when another one commits before it hears of its own', async () => {
    const store = new MemoryKeyStore();
    const paused = pausingStore(store.openAnother());
    const clock = new ManualClock();
    const vault = await openTestVault({ store: paused, clock });
    const other = await openTestVault({ store });
    const kms = vault.as(alice);
    paused.hold('after');
    const created = kms.createKey({ alias: 'alias/mine' });
    await paused.untilHeld(1);
    await other.as(alice).createKey({ alias: 'alias/theirs' });
    await other.as(alice).associateAlias({ alias: 'alias/mine', keyId: 'alias/theirs' });
    // Makes this vault look at the store, where it sees the other commits before its own is acknowledged.
    clock.advance(1_000);
    expect(await outcomeOf(kms.describeKey({ keyId: 'alias/theirs' }))).toBe('success');
    paused.release();
    const { keyId } = await created;
    expect((await kms.describeKey({ keyId })).aliases).toEqual([]);
    expect((await kms.describeKey({ keyId: 'alias/mine' })).aliases).toEqual(['alias/mine', 'alias/theirs']);
    expect(await outcomeOf(kms.createKey({ alias: 'alias/again' }))).toBe('success');
    await vault.administration.verifyStore();
    await vault.close();
    await other.close();
  });

  test.each(['alias/', 'key/', 'epoch', 'head/'])(
    'does not take a slow read of %s for a replay when it has committed meanwhile',
    async (prefix) => {
      const clock = new ManualClock();
      const gate = new GatedStore(withoutWatch(new MemoryKeyStore()));
      const vault = await openTestVault({ store: gate, clock });
      const kms = vault.as(alice);
      const { keyId } = await kms.createKey({ alias: 'alias/one' });
      clock.advance(1_000);
      const held = gate.hold(prefix, 'answered');
      const slow = [
        outcomeOf(kms.listAliases({})),
        outcomeOf(kms.listKeys()),
        outcomeOf(vault.administration.verifyStore()),
      ];
      await held;
      const first = outcomeOf(kms.createAlias({ alias: 'alias/two', keyId }));
      await new Promise((resolve) => setImmediate(resolve));
      gate.release();
      for (const outcome of await Promise.all([...slow, first])) expect(['success', 'Conflict']).toContain(outcome);
      expect((await kms.describeKey({ keyId })).aliases).toEqual(['alias/one', 'alias/two']);
      await vault.administration.verifyStore();
      await vault.close();
    },
  );
});

describe('a vault that has its store for itself', () => {
  test('uses what it remembers without looking again', async () => {
    const clock = new ManualClock();
    let reads = 0;
    const counting = failingStore(
      new GatedStore(new MemoryKeyStore(), { shared: false }),
      // The time is looked up on nobody's behalf.
      (call) => void (call.method === 'get' && call.path !== 'time' && (reads += 1)),
    );
    await using vault = await openTestVault({ store: counting, clock });
    const kms = vault.as(alice);
    const { keyId } = await kms.createKey();
    await kms.encryptData({ keyId, plaintext });
    reads = 0;
    clock.advance(3_600_000);
    await kms.encryptData({ keyId, plaintext });
    expect(reads).toBe(0);
  });

  test('does not take a slow read for a replay when it has committed meanwhile', async () => {
    const store = new MemoryKeyStore();
    const before = await openTestVault({ store });
    const { keyId } = await before.as(alice).createKey({ alias: 'alias/one' });
    await before.close();
    const gate = new GatedStore(store.openAnother(), { shared: false });
    await using vault = await openTestVault({ store: gate });
    const kms = vault.as(alice);
    const held = gate.hold('key/', 'answered');
    const slow = outcomeOf(kms.describeKey({ keyId }));
    await held;
    const commits = outcomeOf(kms.createKey({ alias: 'alias/two' }));
    expect(await commits).toBe('success');
    gate.release();
    expect(await slow).toBe('success');

    await kms.describeKey({ keyId });
    const listHeld = gate.hold('key/', 'answered');
    const list = outcomeOf(kms.listKeys());
    await listHeld;
    // The key is in memory by now, so the change reads nothing that is held.
    expect(await outcomeOf(kms.createAlias({ alias: 'alias/three', keyId }))).toBe('success');
    gate.release();
    expect(await list).toBe('success');
    await vault.administration.verifyStore();
  });
});

describe('a policy that takes longer to compile than a look at the store is good for', () => {
  test('is followed all the same', async () => {
    const clock = new ManualClock();
    const slow = new FollowingAuthorizer();
    const compile = slow.compile.bind(slow);
    slow.compile = (documents) => {
      clock.advance(3_000);
      return compile(documents);
    };
    const store = new MemoryKeyStore();
    const first = await openWith({ authorizer: new FollowingAuthorizer(), keyStore: store });
    await first.administration.activatePolicy({ documents: [{ name: 'a', text: 'allow' }], expectedVersion: 0 });
    await using second = await openWith({ authorizer: slow, keyStore: withoutWatch(store.openAnother()) }, { clock });
    expect(await outcomeOf(second.as(alice).createKey())).toBe('success');
    await first.administration.activatePolicy({ documents: [{ name: 'a', text: 'deny' }], expectedVersion: 1 });
    clock.advance(1_000);
    expect(await outcomeOf(second.as(alice).createKey())).toBe('AccessDenied');
    await first.close();
  });
});
