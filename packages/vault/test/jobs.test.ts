import type { AuditEvent, CallerOperations, KeyStore } from '@chatelaine/core';
import { failingStore, openTestVault } from '@chatelaine/conformance';
import { VaultError } from '@chatelaine/core';
import { MemoryKeyStore } from '@chatelaine/store-memory';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { ManualClock } from './support/manual-clock.ts';
import { openWith } from './support/open-with.ts';
import { codeOf } from './support/refusal.ts';
import { TestSink } from './support/test-sink.ts';

const alice = { id: 'user:alice' };
const minute = 60_000;
const day = 24 * 60 * minute;

afterEach(() => {
  vi.useRealTimers();
});

/** Keys whose deletion is due at the same time, `clock` being there. */
async function dueKeys(kms: CallerOperations, clock: ManualClock, count: number): Promise<readonly string[]> {
  const keys = await Promise.all(Array.from({ length: count }, () => kms.createKey()));
  await Promise.all(keys.map(({ keyId }) => kms.scheduleKeyDeletion({ keyId, pendingDays: 7 })));
  clock.advance(7 * day);
  return keys.map(({ keyId }) => keyId).toSorted();
}

/** Fails commits that touch the records of one key. */
function failingFor(store: KeyStore, broken: () => string | undefined): KeyStore {
  return failingStore(store, (call) => {
    const keyId = broken();
    return keyId !== undefined && call.method === 'list' && call.prefix.includes(keyId)
      ? { error: new VaultError('StoreTampered', 'Broken.') }
      : undefined;
  });
}

describe('due work', () => {
  test('runs in the order in which it is due, each piece on its own', async () => {
    const clock = new ManualClock();
    await using vault = await openTestVault({ clock, jobs: 'manual' });
    const kms = vault.as(alice);
    const ids: string[] = [];
    for (const pendingDays of [9, 7, 8]) {
      const { keyId } = await kms.createKey();
      await kms.scheduleKeyDeletion({ keyId, pendingDays });
      ids.push(keyId);
    }
    clock.advance(8 * day);
    const { jobs } = await vault.administration.runDueJobs();
    expect(jobs.map(({ keyId }) => keyId)).toEqual([ids[1], ids[2]]);
    expect((await kms.listKeys()).keys.map(({ keyId }) => keyId)).toEqual([ids[0]]);
  });

  test('that fails is told and audited, holds up nothing else, and is tried again later and later', async () => {
    const clock = new ManualClock();
    const events: AuditEvent[] = [];
    let broken: string | undefined;
    const store = failingFor(new MemoryKeyStore(), () => broken);
    const vault = await openTestVault({ store, clock, events, jobs: 'manual' });
    const keys = await dueKeys(vault.as(alice), clock, 3);
    [, broken] = keys;
    const outcomes = async () =>
      (await vault.administration.runDueJobs()).jobs.map(({ keyId, outcome }) => `${keyId} ${outcome}`);
    expect(await outcomes()).toEqual([`${keys[0]} success`, `${keys[1]} StoreTampered`, `${keys[2]} success`]);
    for (const wait of [1, 2, 4, 8, 16, 32, 60, 60]) {
      clock.advance(wait * minute - 1);
      expect(await outcomes()).toEqual([]);
      clock.advance(1);
      expect(await outcomes()).toEqual([`${keys[1]} StoreTampered`]);
    }
    broken = undefined;
    clock.advance(60 * minute);
    expect(await outcomes()).toEqual([`${keys[1]} success`]);
    await vault.close();
    const failed = events.filter(({ operation, outcome }) => operation === 'destroyKey' && outcome === 'StoreTampered');
    expect(failed).toHaveLength(9);
  });

  test('ends for now when the store does not answer, and goes on with the next run', async () => {
    const clock = new ManualClock();
    let down = false;
    const store = failingStore(new MemoryKeyStore(), (call) =>
      down && call.method === 'commit' && call.changes.some(({ path }) => path.startsWith('key/'))
        ? { error: new VaultError('StoreUnavailable', 'Down.') }
        : undefined,
    );
    await using vault = await openTestVault({ store, clock, jobs: 'manual' });
    await dueKeys(vault.as(alice), clock, 3);
    down = true;
    expect(await vault.administration.runDueJobs()).toMatchObject({
      jobs: [{ outcome: 'StoreUnavailable' }],
      more: true,
    });
    down = false;
    clock.advance(minute);
    expect((await vault.administration.runDueJobs()).jobs.map(({ outcome }) => outcome)).toEqual([
      'success',
      'success',
      'success',
    ]);
  });

  test('is not run while nobody can write down that it is', async () => {
    const clock = new ManualClock();
    const sink = new TestSink();
    await using vault = await openWith({ sinks: [sink] }, { clock, jobs: 'manual' });
    const kms = vault.as(alice);
    await dueKeys(kms, clock, 1);
    sink.failure = new Error('The disk is full.');
    expect(await codeOf(vault.administration.runDueJobs())).toBe('AuditUnavailable');
    sink.failure = undefined;
    expect((await vault.administration.runDueJobs()).jobs).toMatchObject([{ outcome: 'success' }]);
  });

  test('is run once by calls at the same time', async () => {
    const clock = new ManualClock();
    await using vault = await openTestVault({ clock, jobs: 'manual' });
    const keys = await dueKeys(vault.as(alice), clock, 5);
    const answers = await Promise.all(Array.from({ length: 4 }, () => vault.administration.runDueJobs()));
    const done = answers.flatMap(({ jobs }) => jobs);
    expect(done.map(({ keyId = '' }) => keyId).toSorted()).toEqual(keys);
    expect(done.every(({ outcome }) => outcome === 'success')).toBe(true);
  });

  test('is divided among processes that run at the same time, and each piece is done by one', async () => {
    const clock = new ManualClock();
    const store = new MemoryKeyStore();
    await using one = await openTestVault({ store, clock, jobs: 'manual' });
    await using other = await openTestVault({ store: store.openAnother(), clock, jobs: 'manual' });
    const keys = await dueKeys(one.as(alice), clock, 20);
    const done: string[] = [];
    for (let round = 0; round < 5; round += 1) {
      const answers = await Promise.all([one.administration.runDueJobs(), other.administration.runDueJobs()]);
      for (const { jobs } of answers) {
        done.push(...jobs.filter(({ outcome }) => outcome === 'success').map(({ keyId = '' }) => keyId));
      }
      clock.advance(60 * minute);
    }
    expect(done.toSorted()).toEqual(keys);
    await other.administration.verifyStore();
  });

  test('is run 1,000 pieces at a time, and the answer says that there is more', { timeout: 120_000 }, async () => {
    const clock = new ManualClock();
    await using vault = await openTestVault({ clock, jobs: 'manual' });
    await dueKeys(vault.as(alice), clock, 1_001);
    const { jobs, more } = await vault.administration.runDueJobs();
    expect([jobs.length, more]).toEqual([1_000, true]);
    const rest = await vault.administration.runDueJobs();
    expect([rest.jobs.length, rest.more]).toEqual([1, false]);
  });

  test('can be run by nobody but the host', async () => {
    await using vault = await openTestVault({ jobs: 'manual' });
    const methods = Object.getOwnPropertyNames(Object.getPrototypeOf(vault.as(alice)));
    for (const name of ['runDueJobs', 'destroyKey']) expect(methods).not.toContain(name);
    expect(Object.keys(vault.administration)).not.toContain('destroyKey');
  });

  test('of which a record was taken away is found by the verification of the store', async () => {
    const clock = new ManualClock();
    const store = new MemoryKeyStore();
    await using vault = await openTestVault({ store: store.openAnother(), clock, jobs: 'manual' });
    const { keyId } = await vault.as(alice).createKey();
    await vault.as(alice).scheduleKeyDeletion({ keyId });
    await vault.administration.verifyStore();
    const [job] = await store.list('job/', undefined, 1);
    await store.commit([{ path: job?.path ?? '', expected: job?.revision ?? 0, value: null }]);
    expect(await codeOf(vault.administration.verifyStore())).toBe('StoreTampered');
  });
});

describe('the timer of a vault', () => {
  test('runs what is due once a minute, and leaves no trace of minutes in which nothing is', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    const clock = new ManualClock();
    const events: AuditEvent[] = [];
    const store = new MemoryKeyStore();
    const vault = await openTestVault({ store, clock, events });
    const kms = vault.as(alice);
    const { keyId } = await kms.createKey();
    await kms.scheduleKeyDeletion({ keyId, pendingDays: 7 });
    const tick = async () => {
      vi.advanceTimersByTime(minute);
      for (let turn = 0; turn < 50; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    };
    await tick();
    clock.advance(7 * day);
    await tick();
    expect(await store.list(`material/${keyId}/`, undefined, 1)).toEqual([]);
    await tick();
    await vault.close();
    expect(events.filter(({ operation, phase }) => operation === 'runDueJobs' && phase !== 'outcome')).toHaveLength(1);
    expect(vi.getTimerCount()).toBe(0);
  });

  test('is not there where the host runs what is due', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    await using vault = await openTestVault({ jobs: 'manual', store: unshared(new MemoryKeyStore()) });
    // The one that is left writes use counters.
    expect(vi.getTimerCount()).toBe(1);
    await vault.close();
  });

  test('survives everything that fails', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    let down = false;
    const store = failingStore(new MemoryKeyStore(), () =>
      down ? { error: new Error('Something that no store should throw.') } : undefined,
    );
    const vault = await openTestVault({ store });
    down = true;
    for (let round = 0; round < 3; round += 1) {
      vi.advanceTimersByTime(minute);
      for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    }
    down = false;
    expect((await vault.as(alice).createKey()).state).toBe('ENABLED');
    await vault.close();
  });
});

/** The same store for one vault alone, which has no timer of its own. */
function unshared(store: KeyStore): KeyStore {
  return {
    features: { ...store.features, shared: false },
    get: (path) => store.get(path),
    commit: (changes) => store.commit(changes),
    list: (prefix, after, limit) => store.list(prefix, after, limit),
    close: () => store.close(),
  };
}
