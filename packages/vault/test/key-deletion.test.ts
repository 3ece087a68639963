import type { AuditEvent, CallerOperations, KeyStore } from '@chatelaine/core';
import { failingStore, openTestVault, pausingStore } from '@chatelaine/conformance';
import { VaultError } from '@chatelaine/core';
import { MemoryKeyStore } from '@chatelaine/store-memory';
import type { Vault } from '@chatelaine/vault';
import { describe, expect, test } from 'vitest';
import { ManualClock } from './support/manual-clock.ts';
import { codeOf, outcomeOf, visibleParts, refusal } from './support/refusal.ts';

const alice = { id: 'user:alice' };
const plaintext = Buffer.from('text');
const hour = 3_600_000;
const day = 24 * hour;

/** A vault whose clock a test moves, and whose work runs only when the test says so. */
async function opened(store: KeyStore = new MemoryKeyStore(), clock: ManualClock = new ManualClock()) {
  const events: AuditEvent[] = [];
  const vault = await openTestVault({ store, clock, events, jobs: 'manual' });
  return { vault, kms: vault.as(alice), clock, events, [Symbol.asyncDispose]: () => vault.close() };
}

/** How many live records there are under a prefix. */
async function count(store: KeyStore, prefix: string): Promise<number> {
  return (await store.list(prefix, undefined, 1_000)).length;
}

/** A key that has much to take away: `names` aliases, and twenty tags. */
async function largeKey(kms: CallerOperations, names: number): Promise<string> {
  const tags = Object.fromEntries(Array.from({ length: 20 }, (_, index) => [`tag-${index}`, 'value']));
  const { keyId } = await kms.createKey({ tags });
  for (let index = 0; index < names; index += 1) await kms.createAlias({ alias: `alias/name-${index}`, keyId });
  return keyId;
}

/** Nothing of the key is left but what keeps its id. */
async function expectDestroyed(store: KeyStore, vault: Vault, keyId: string): Promise<void> {
  for (const prefix of [`material/${keyId}/`, 'job/', 'alias/', 'tag/']) expect(await count(store, prefix)).toBe(0);
  expect(await count(store, `key/${keyId}`)).toBe(1);
  await vault.administration.verifyStore();
  expect(await codeOf(vault.as(alice).describeKey({ keyId }))).toBe('NotFound');
}

describe('requirement 21: deleting a key', () => {
  test('waits 30 days, or as many as the caller says', async () => {
    await using given = await opened();
    const { kms, clock } = given;
    for (const [request, days] of [
      [{}, 30],
      [{ pendingDays: 7 }, 7],
      [{ pendingDays: 1_096 }, 1_096],
    ] as const) {
      const { keyId } = await kms.createKey();
      const deletionDate = new Date(clock.now() + days * day).toISOString();
      const expected = { keyId, state: 'PENDING_DELETION', deletionDate };
      expect(await kms.scheduleKeyDeletion({ keyId, ...request })).toEqual(expected);
      expect(await kms.describeKey({ keyId })).toMatchObject(expected);
    }
  });

  test('can be cancelled until its date, and leaves the key disabled and whole', async () => {
    const store = new MemoryKeyStore();
    await using given = await opened(store);
    const { kms, clock, vault } = given;
    const { keyId } = await kms.createKey({ alias: 'alias/payments', tags: { env: 'prod' } });
    const { ciphertext } = await kms.encryptData({ keyId, plaintext });
    await kms.scheduleKeyDeletion({ keyId, pendingDays: 7 });
    clock.advance(7 * day - 1);
    expect(await vault.administration.runDueJobs()).toEqual({ jobs: [], more: false, waiting: 0 });
    expect(await kms.cancelKeyDeletion({ keyId })).toEqual({ keyId, state: 'DISABLED' });
    expect(await kms.describeKey({ keyId })).not.toHaveProperty('deletionDate');
    expect(await count(store, 'job/')).toBe(0);
    clock.advance(30 * day);
    await vault.administration.runDueJobs();
    await kms.enableKey({ keyId });
    expect((await kms.decryptData({ ciphertext })).plaintext).toEqual(new Uint8Array(plaintext));
    await vault.administration.verifyStore();
  });

  test('can be scheduled again after it was cancelled, in the same millisecond too', async () => {
    const store = new MemoryKeyStore();
    await using given = await opened(store);
    const { kms, clock, vault } = given;
    const { keyId } = await kms.createKey();
    for (let round = 0; round < 3; round += 1) {
      await kms.scheduleKeyDeletion({ keyId });
      expect(await count(store, 'job/')).toBe(1);
      await kms.cancelKeyDeletion({ keyId });
    }
    await kms.scheduleKeyDeletion({ keyId, pendingDays: 8 });
    clock.advance(8 * day);
    expect((await vault.administration.runDueJobs()).jobs).toMatchObject([{ keyId, outcome: 'success' }]);
    await expectDestroyed(store, vault, keyId);
  });

  test('makes the key as good as gone at its date, before anything was destroyed', async () => {
    const store = new MemoryKeyStore();
    await using given = await opened(store);
    const { kms, clock } = given;
    const { keyId, urn } = await kms.createKey({ alias: 'alias/payments' });
    const { ciphertext } = await kms.encryptData({ keyId, plaintext });
    const { ciphertext: dataKey } = await kms.createDataKey({ keyId });
    await kms.scheduleKeyDeletion({ keyId, pendingDays: 7 });
    clock.advance(7 * day - 1);
    expect(await codeOf(kms.decryptData({ ciphertext }))).toBe('KeyPendingDeletion');
    clock.advance(1);
    for (const name of [keyId, urn, 'alias/payments', 'kms:eu-test-1:domain1:alias:payments']) {
      expect(await codeOf(kms.describeKey({ keyId: name }))).toBe('NotFound');
      expect(await codeOf(kms.encryptData({ keyId: name, plaintext }))).toBe('NotFound');
      expect(await codeOf(kms.cancelKeyDeletion({ keyId: name }))).toBe('NotFound');
    }
    expect(await codeOf(kms.decryptDataKey({ ciphertext: dataKey }))).toBe('DecryptFailed');
    expect((await kms.listKeys()).keys).toEqual([]);
    expect((await kms.listAliases()).aliases).toEqual([]);
    expect(await count(store, `material/${keyId}/`)).toBe(1);
  });

  test('lets nobody tell a destroyed key from one that never was', async () => {
    const clock = new ManualClock();
    await using vault = await openTestVault({ clock, jobs: 'manual' });
    const kms = vault.as(alice);
    const { keyId } = await kms.createKey();
    const { ciphertext } = await kms.encryptData({ keyId, plaintext });
    await kms.scheduleKeyDeletion({ keyId, pendingDays: 7 });
    clock.advance(7 * day);
    const foreign = new Uint8Array(ciphertext);
    foreign.fill(7, 3, 19);
    for (let round = 0; round < 2; round += 1) {
      const [gone, never] = await Promise.all([
        refusal(kms.decryptData({ ciphertext })),
        refusal(kms.decryptData({ ciphertext: foreign })),
      ]);
      expect(gone.code).toBe('DecryptFailed');
      expect(visibleParts(gone).replaceAll(/:\d+:\d+/gu, '')).toBe(visibleParts(never).replaceAll(/:\d+:\d+/gu, ''));
      await vault.administration.runDueJobs();
    }
  });

  test('destroys the material, frees the names and keeps the id', async () => {
    const store = new MemoryKeyStore();
    await using given = await opened(store);
    const { kms, clock, vault } = given;
    const { keyId } = await kms.createKey({ alias: 'alias/payments', tags: { env: 'prod' } });
    const { ciphertext } = await kms.encryptData({ keyId, plaintext });
    const { deletionDate } = await kms.scheduleKeyDeletion({ keyId, pendingDays: 7 });
    clock.advance(7 * day);
    expect(await vault.administration.runDueJobs()).toEqual({
      jobs: [{ operation: 'destroyKey', keyId, dueAt: deletionDate, outcome: 'success' }],
      more: false,
      waiting: 0,
    });
    await expectDestroyed(store, vault, keyId);
    expect(await vault.administration.runDueJobs()).toEqual({ jobs: [], more: false, waiting: 0 });
    expect(await codeOf(kms.decryptData({ ciphertext }))).toBe('DecryptFailed');
    const { keyId: next } = await kms.createKey({ alias: 'alias/payments' });
    expect(next).not.toBe(keyId);
    expect((await kms.describeKey({ keyId: 'alias/payments' })).keyId).toBe(next);
    expect((await kms.listKeys()).keys).toHaveLength(1);
  });

  test('frees an alias at its date, and does not take it from the key that has it then', async () => {
    const store = new MemoryKeyStore();
    await using given = await opened(store);
    const { kms, clock, vault } = given;
    const { keyId } = await kms.createKey({ alias: 'alias/payments' });
    const { keyId: other } = await kms.createKey();
    await kms.createAlias({ alias: 'alias/second', keyId });
    await kms.scheduleKeyDeletion({ keyId, pendingDays: 7 });
    expect(await codeOf(kms.createAlias({ alias: 'alias/payments', keyId: other }))).toBe('AliasExists');
    clock.advance(7 * day);
    await kms.createAlias({ alias: 'alias/payments', keyId: other });
    const { keyId: third } = await kms.createKey({ alias: 'alias/second' });
    await vault.administration.runDueJobs();
    expect((await kms.describeKey({ keyId: 'alias/payments' })).keyId).toBe(other);
    expect((await kms.describeKey({ keyId: 'alias/second' })).keyId).toBe(third);
    expect((await kms.listAliases()).aliases).toHaveLength(2);
    await vault.administration.verifyStore();
  });

  test('lets an alias move to another key while it waits', async () => {
    await using given = await opened();
    const { kms, clock, vault } = given;
    const { keyId } = await kms.createKey({ alias: 'alias/payments' });
    const { keyId: other } = await kms.createKey();
    await kms.scheduleKeyDeletion({ keyId, pendingDays: 7 });
    await kms.associateAlias({ alias: 'alias/payments', keyId: other });
    clock.advance(7 * day);
    await vault.administration.runDueJobs();
    expect((await kms.describeKey({ keyId: 'alias/payments' })).keyId).toBe(other);
  });

  test('is audited: an intent before anything is deleted, and its outcome', async () => {
    const store = new MemoryKeyStore();
    let intended = false;
    const events: AuditEvent[] = [];
    const watching = failingStore(store, (call) => {
      if (call.method === 'commit' && call.changes.some(({ path }) => path.startsWith('material/'))) {
        intended = events.some(({ operation, phase }) => operation === 'destroyKey' && phase === 'intent');
      }
      return undefined;
    });
    const clock = new ManualClock();
    const vault = await openTestVault({ store: watching, clock, events, jobs: 'manual' });
    const { keyId } = await vault.as(alice).createKey();
    await vault.as(alice).scheduleKeyDeletion({ keyId });
    clock.advance(30 * day);
    await vault.administration.runDueJobs();
    await vault.close();
    expect(intended).toBe(true);
    const told = events.filter(({ operation }) => operation === 'destroyKey');
    expect(told).toMatchObject([
      { phase: 'intent', principal: 'host', action: 'kms:vault:destroyKey', keyId },
      { phase: 'outcome', principal: 'host', action: 'kms:vault:destroyKey', keyId, outcome: 'success' },
    ]);
  });
});

describe('a key that is destroyed in several commits', () => {
  test('is gone with the first of them, and whatever is interrupted is finished by the next run', async () => {
    for (let commits = 1; ; commits += 1) {
      const store = new MemoryKeyStore();
      const clock = new ManualClock();
      let left = Infinity;
      const dying = failingStore(store.openAnother(), ({ method }) => {
        if (method !== 'commit') return undefined;
        left -= 1;
        return left < 0 ? { error: new VaultError('StoreUnavailable', 'Dead.') } : undefined;
      });
      await using dead = await opened(dying, clock);
      const keyId = await largeKey(dead.kms, 50);
      await dead.kms.scheduleKeyDeletion({ keyId });
      clock.advance(30 * day);
      left = commits;
      const { jobs } = await dead.vault.administration.runDueJobs();
      await using next = await opened(store, clock);
      expect(await codeOf(next.kms.describeKey({ keyId }))).toBe('NotFound');
      expect(await codeOf(next.kms.describeKey({ keyId: 'alias/name-0' }))).toBe('NotFound');
      await next.vault.administration.verifyStore();
      await next.vault.administration.runDueJobs();
      await expectDestroyed(store, next.vault, keyId);
      if (jobs[0]?.outcome !== 'success') continue;
      // The time, and then more than one commit of the destruction.
      expect(commits).toBeGreaterThan(3);
      break;
    }
  });

  test.each([true, false])('survives a store that does not say whether it was done (done: %s)', async (done) => {
    const store = new MemoryKeyStore();
    const clock = new ManualClock();
    let armed = false;
    const silent = failingStore(store, (call) => {
      if (!armed || call.method !== 'commit' || !call.changes.some(({ path }) => path.startsWith('key/'))) return;
      armed = false;
      return { error: new VaultError('OutcomeUnknown', 'Silence.'), done };
    });
    await using given = await opened(silent, clock);
    const { kms, vault } = given;
    const { keyId } = await kms.createKey({ alias: 'alias/payments', tags: { env: 'prod' } });
    await kms.scheduleKeyDeletion({ keyId });
    clock.advance(30 * day);
    armed = true;
    const { jobs } = await vault.administration.runDueJobs();
    expect(jobs).toMatchObject([{ outcome: done ? 'success' : 'StoreUnavailable' }]);
    clock.advance(60_000);
    await vault.administration.runDueJobs();
    await expectDestroyed(store, vault, keyId);
  });
});

describe('requirement 21: several processes and one key to destroy', () => {
  test('destroy it exactly once, wherever each of them is held', async () => {
    for (const point of ['before', 'after'] as const) {
      const store = new MemoryKeyStore();
      const clock = new ManualClock();
      const held = pausingStore(store.openAnother());
      await using one = await opened(held, clock);
      await using other = await opened(store, clock);
      const { keyId } = await one.kms.createKey({ alias: 'alias/payments' });
      await one.kms.scheduleKeyDeletion({ keyId });
      clock.advance(30 * day);
      held.hold(point);
      const first = one.vault.administration.runDueJobs();
      await held.untilHeld(1);
      // The time has been written; the next commit is the destruction.
      held.step();
      await held.untilHeld(1);
      const second = await other.vault.administration.runDueJobs();
      held.release();
      const reports = [...(await first).jobs, ...second.jobs];
      expect(reports).toMatchObject([{ keyId, outcome: 'success' }]);
      await expectDestroyed(store, other.vault, keyId);
      expect(await codeOf(one.kms.describeKey({ keyId }))).toBe('NotFound');
    }
  });

  /** Two vaults over one store: for the first the last millisecond has not come yet, for the second it has. */
  async function atTheLastMoment() {
    const store = new MemoryKeyStore();
    const [slow, fast] = [new ManualClock(), new ManualClock()];
    const [heldByFirst, heldBySecond] = [pausingStore(store.openAnother()), pausingStore(store.openAnother())];
    const first = await opened(heldByFirst, slow);
    const second = await opened(heldBySecond, fast);
    const { keyId } = await first.kms.createKey();
    const { ciphertext } = await first.kms.encryptData({ keyId, plaintext });
    await first.kms.scheduleKeyDeletion({ keyId });
    slow.advance(30 * day - 1);
    fast.advance(30 * day);
    const close = () => first.vault.close().then(() => second.vault.close());
    return { store, first, second, heldByFirst, heldBySecond, keyId, ciphertext, [Symbol.asyncDispose]: close };
  }

  test('leave a key alone whose deletion another one cancels before the destruction is committed', async () => {
    await using given = await atTheLastMoment();
    const { first, second, heldBySecond, keyId, ciphertext } = given;
    heldBySecond.hold('before');
    const run = second.vault.administration.runDueJobs();
    // The time is written first; then comes the destruction.
    await heldBySecond.untilHeld(1);
    heldBySecond.step();
    await heldBySecond.untilHeld(1);
    expect(await first.kms.cancelKeyDeletion({ keyId })).toEqual({ keyId, state: 'DISABLED' });
    heldBySecond.release();
    expect(await run).toMatchObject({ jobs: [] });
    await first.kms.enableKey({ keyId });
    expect((await first.kms.decryptData({ ciphertext })).plaintext).toEqual(new Uint8Array(plaintext));
    expect((await second.kms.describeKey({ keyId })).state).toBe('ENABLED');
  });

  test('cancel nothing once the destruction is committed', async () => {
    await using given = await atTheLastMoment();
    const { store, first, second, heldByFirst, keyId } = given;
    heldByFirst.hold('before');
    const cancelled = outcomeOf(first.kms.cancelKeyDeletion({ keyId }));
    await heldByFirst.untilHeld(1);
    expect(await second.vault.administration.runDueJobs()).toMatchObject({ jobs: [{ outcome: 'success' }] });
    heldByFirst.release();
    expect(await cancelled).toBe('NotFound');
    await expectDestroyed(store, second.vault, keyId);
  });

  test('let go of a key that they had in use', async () => {
    const store = new MemoryKeyStore();
    const clock = new ManualClock();
    await using one = await opened(store.openAnother(), clock);
    await using other = await opened(store, clock);
    const { keyId } = await one.kms.createKey();
    const { ciphertext } = await other.kms.encryptData({ keyId, plaintext });
    await one.kms.scheduleKeyDeletion({ keyId });
    clock.advance(30 * day);
    await one.vault.administration.runDueJobs();
    clock.advance(1_000);
    expect(await codeOf(other.kms.decryptData({ ciphertext }))).toBe('DecryptFailed');
    expect(await codeOf(other.kms.encryptData({ keyId, plaintext }))).toBe('NotFound');
  });
});

describe('requirement 21: a clock that jumps', () => {
  test('by more than 24 hours destroys nothing before a second run an hour later', async () => {
    const store = new MemoryKeyStore();
    await using given = await opened(store);
    const { kms, clock, vault } = given;
    const { keyId } = await kms.createKey();
    await kms.scheduleKeyDeletion({ keyId });
    clock.jump(30 * day);
    expect(await codeOf(kms.describeKey({ keyId }))).toBe('NotFound');
    const untouched = { jobs: [], more: false, waiting: 1 };
    expect(await vault.administration.runDueJobs()).toEqual(untouched);
    // Two hours of the clock are not an hour.
    clock.jump(2 * hour);
    clock.advance(hour - 1);
    expect(await vault.administration.runDueJobs()).toEqual(untouched);
    expect(await count(store, `material/${keyId}/`)).toBe(1);
    clock.advance(1);
    expect((await vault.administration.runDueJobs()).jobs).toMatchObject([{ keyId, outcome: 'success' }]);
    await expectDestroyed(store, vault, keyId);
  });

  test('and is put right destroys nothing, though the vault stays at the time that it saw', async () => {
    const store = new MemoryKeyStore();
    await using given = await opened(store);
    const { kms, clock, vault } = given;
    const { keyId } = await kms.createKey();
    await kms.scheduleKeyDeletion({ keyId });
    clock.jump(40 * day);
    expect(await vault.administration.runDueJobs()).toMatchObject({ jobs: [], waiting: 1 });
    clock.jump(-40 * day);
    for (let hours = 0; hours < 48; hours += 1) {
      clock.advance(hour);
      expect(await vault.administration.runDueJobs()).toMatchObject({ jobs: [], waiting: 1 });
    }
    expect(await count(store, `material/${keyId}/`)).toBe(1);
    expect(await codeOf(kms.describeKey({ keyId }))).toBe('NotFound');
    clock.advance(30 * day);
    expect(await vault.administration.runDueJobs()).toMatchObject({ jobs: [{ keyId, outcome: 'success' }] });
  });

  test('by 24 hours or less is believed', async () => {
    await using given = await opened();
    const { kms, clock, vault } = given;
    const { keyId } = await kms.createKey();
    await kms.scheduleKeyDeletion({ keyId, pendingDays: 7 });
    clock.advance(6 * day);
    clock.jump(day);
    expect(await vault.administration.runDueJobs()).toMatchObject({ jobs: [{ keyId }], waiting: 0 });
  });

  test('does not hold up what was due before', async () => {
    await using given = await opened();
    const { kms, clock, vault } = given;
    const { keyId: first } = await kms.createKey();
    const { keyId: second } = await kms.createKey();
    await kms.scheduleKeyDeletion({ keyId: first, pendingDays: 7 });
    await kms.scheduleKeyDeletion({ keyId: second, pendingDays: 30 });
    clock.advance(8 * day);
    await kms.listKeys();
    clock.advance(60_000);
    await kms.listKeys();
    clock.jump(30 * day);
    expect(await vault.administration.runDueJobs()).toMatchObject({ jobs: [{ keyId: first }], waiting: 1 });
  });

  test('cannot be told from time that passed while the vault was closed: the same holds', async () => {
    const store = new MemoryKeyStore();
    const clock = new ManualClock();
    const before = await opened(store.openAnother(), clock);
    const { keyId } = await before.kms.createKey();
    await before.kms.scheduleKeyDeletion({ keyId });
    await before.vault.close();
    clock.advance(31 * day);
    await using given = await opened(store, clock);
    const { kms, vault } = given;
    expect(await codeOf(kms.describeKey({ keyId }))).toBe('NotFound');
    expect(await vault.administration.runDueJobs()).toMatchObject({ jobs: [], waiting: 1 });
    clock.advance(hour);
    expect(await vault.administration.runDueJobs()).toMatchObject({ jobs: [{ keyId }], waiting: 0 });
    await expectDestroyed(store, vault, keyId);
  });

  test('is remembered by processes that live for less than an hour', async () => {
    const store = new MemoryKeyStore();
    const before = await opened(store.openAnother());
    const { keyId } = await before.kms.createKey();
    await before.kms.scheduleKeyDeletion({ keyId });
    await before.vault.close();
    // Each process has a monotonic clock of its own, and so knows nothing of the others.
    const outcomes: number[] = [];
    for (const time of [31 * day, 31 * day + 60_000, 31 * day + hour]) {
      const clock = new ManualClock();
      clock.jump(time);
      await using brief = await opened(store.openAnother(), clock);
      outcomes.push((await brief.vault.administration.runDueJobs()).jobs.length);
    }
    expect(outcomes).toEqual([0, 0, 1]);
  });
});
