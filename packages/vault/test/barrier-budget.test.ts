import { type AuditEvent, type KeyStore, VaultError } from '@chatelaine/core';
import { failingStore, openTestVault, pausingStore, type TestVaultOptions } from '@chatelaine/conformance';
import { MemoryKeyStore } from '@chatelaine/store-memory';
import type { Vault } from '@chatelaine/vault';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { ManualClock } from './support/manual-clock.ts';
import { openWith, PlainRootKey } from './support/open-with.ts';
import { codeOf, outcomeOf } from './support/refusal.ts';
import { barriersIn } from './support/sealed-records.ts';
import { TestSink } from './support/test-sink.ts';

const alice = { id: 'user:alice' };
const plaintext = new Uint8Array(8);
const limit = 1_000;
const limits = { recordsPerBarrierKey: limit };
const minute = 60_000;

afterEach(() => vi.useRealTimers());

function over(store: KeyStore, more: TestVaultOptions = {}): Promise<Vault> {
  return openTestVault({ store, limits, ...more });
}

/** How many records were sealed under each barrier key, seen from where they are stored, by whichever process. */
class SealedRecords {
  readonly #of = new Map<number, number>();

  /** The store, with its own view: those that share it have one each. */
  watching(store: KeyStore): KeyStore {
    return failingStore(store, (call) => {
      if (call.method !== 'commit') return undefined;
      for (const { path, value } of call.changes) {
        if (path === 'keyring' || value === null) continue;
        const barrier = Buffer.from(value).readUInt32BE(1);
        this.#of.set(barrier, this.under(barrier) + 1);
      }
      return undefined;
    });
  }

  under(barrier: number): number {
    return this.#of.get(barrier) ?? 0;
  }
}

/** Changes that need no record more: a rotation has little to seal again. */
async function change(vault: Vault, keyId: string, times: number): Promise<void> {
  const kms = vault.as(alice);
  for (let count = 0; count < times; count += 1) await kms.updateKeyDescription({ keyId, description: `${count}` });
}

/** Changes a key until `isDone`, which takes no more changes than any limit here does. */
async function changeUntil(isDone: () => boolean, vault: Vault, keyId: string): Promise<void> {
  for (let count = 0; !isDone(); count += 1) {
    expect(count).toBeLessThan(limit);
    await change(vault, keyId, 5);
  }
}

async function expectSound(vault: Vault, keyId: string, ciphertext: Uint8Array): Promise<void> {
  expect((await vault.as(alice).decryptData({ ciphertext })).plaintext).toEqual(plaintext);
  expect((await vault.as(alice).describeKey({ keyId })).keyId).toBe(keyId);
  await vault.administration.verifyStore();
}

const rotations = (events: readonly AuditEvent[]): readonly AuditEvent[] =>
  events.filter(({ operation, outcome }) => operation === 'rotateDueBarrierKey' && outcome === 'success');

// lessons.md §5, requirement 1: what is sealed under a barrier key is counted over restarts and processes, too.
describe('requirement 1: barrier keys rotate by themselves', () => {
  test('after so many records of two vaults together, once, as the work of the vault in the audit log', async () => {
    const store = new MemoryKeyStore();
    const sealed = new SealedRecords();
    const events: AuditEvent[] = [];
    const one = await over(sealed.watching(store.openAnother()), { events });
    const other = await over(sealed.watching(store.openAnother()), { events });
    const { keyId } = await one.as(alice).createKey();
    const { ciphertext } = await one.as(alice).encryptData({ keyId, plaintext });
    await changeUntil(() => sealed.under(1) >= limit / 2, one, keyId);
    expect(rotations(events)).toEqual([]);
    await changeUntil(() => sealed.under(2) > 0, other, keyId);
    await vi.waitFor(async () => expect(await barriersIn(store)).toEqual([2]));
    await change(one, keyId, 5);
    await change(other, keyId, 5);
    expect(sealed.under(1)).toBeLessThanOrEqual(limit + 64);
    expect(sealed.under(1)).toBeGreaterThan(limit * 0.7);
    await expectSound(one, keyId, ciphertext);
    await expectSound(other, keyId, ciphertext);
    await one.close();
    await other.close();
    expect(await barriersIn(store)).toEqual([2]);
    expect(rotations(events)).toEqual([
      expect.objectContaining({ action: 'kms:vault:rotateDueBarrierKey', principal: 'host' }),
    ]);
  });

  test('again and again, and close() waits for one that is under way', async () => {
    const store = new MemoryKeyStore();
    const events: AuditEvent[] = [];
    const vault = await over(store.openAnother(), { events });
    const { keyId } = await vault.as(alice).createKey();
    await changeUntil(() => rotations(events).length >= 3, vault, keyId);
    await vault.close();
    expect((await barriersIn(store)).length).toBe(1);
    expect((await barriersIn(store))[0]).toBeGreaterThanOrEqual(4);
  });

  test('not later than that when processes die again and again, and count what they have not sealed', async () => {
    const store = new MemoryKeyStore();
    const sealed = new SealedRecords();
    const first = await over(sealed.watching(store.openAnother()), { jobs: 'manual' });
    const { keyId } = await first.as(alice).createKey();
    for (let crashes = 0; sealed.under(2) === 0; crashes += 1) {
      expect(sealed.under(1)).toBeLessThan(limit);
      expect(crashes).toBeLessThan(100);
      const vault = await over(sealed.watching(store.openAnother()), { jobs: 'manual' });
      await vault.administration.runDueJobs();
      await change(vault, keyId, 3);
    }
  });

  test('counting use counters, which are written beside the epoch', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    const store = new MemoryKeyStore();
    const sealed = new SealedRecords();
    const vault = await over(sealed.watching(store), { jobs: 'manual' });
    const { keyId } = await vault.as(alice).createKey();
    let changes = sealed.under(1);
    while (sealed.under(1) < limit) {
      await vault.as(alice).encryptData({ keyId, plaintext });
      changes = sealed.under(1);
      await vi.advanceTimersByTimeAsync(30_000);
      await vi.waitFor(() => expect(sealed.under(1)).toBeGreaterThan(changes), { interval: 1 });
    }
    expect((await vault.administration.runDueJobs()).jobs).toMatchObject([{ outcome: 'success' }]);
    expect(await barriersIn(store)).toEqual([2]);
    await vault.close();
  });

  test('by runDueJobs where the host runs what is due, which reports it', async () => {
    const vault = await over(new MemoryKeyStore(), { jobs: 'manual' });
    const { keyId } = await vault.as(alice).createKey();
    expect((await vault.administration.runDueJobs()).jobs).toEqual([]);
    await change(vault, keyId, limit / 3);
    const { jobs } = await vault.administration.runDueJobs();
    expect(jobs).toEqual([
      { operation: 'rotateDueBarrierKey', dueAt: expect.stringMatching(/Z$/) as string, outcome: 'success' },
    ]);
    expect((await vault.administration.runDueJobs()).jobs).toEqual([]);
    await vault.close();
  });

  test('once, when two vaults run what is due at the same time', async () => {
    const store = new MemoryKeyStore();
    const events: AuditEvent[] = [];
    const options = { jobs: 'manual', events } as const;
    const vaults = [await over(store.openAnother(), options), await over(store.openAnother(), options)] as const;
    const { keyId } = await vaults[0].as(alice).createKey();
    await change(vaults[0], keyId, limit / 3);
    await vaults[1].as(alice).describeKey({ keyId });
    const answers = await Promise.all(vaults.map((vault) => vault.administration.runDueJobs()));
    expect(answers.flatMap(({ jobs }) => jobs)).toMatchObject([{ outcome: 'success' }]);
    expect(await barriersIn(store)).toEqual([2]);
    for (const vault of vaults) await vault.close();
    expect(rotations(events).length).toBe(1);
  });
});

describe('a limit that is too low for what the store holds', () => {
  async function crowded() {
    const store = new MemoryKeyStore();
    const vault = await over(store.openAnother(), { jobs: 'manual' });
    const kms = vault.as(alice);
    const { keyId } = await kms.createKey();
    const { ciphertext } = await kms.encryptData({ keyId, plaintext });
    for (let count = 0; count < limit / 4; count += 1) await kms.createKey();
    await changeUntil(() => false, vault, keyId).catch(() => undefined);
    return { store, vault, keyId, ciphertext };
  }

  test('begins no rotation, which would be followed by the next one at once, and says so', async () => {
    const { store, vault, keyId, ciphertext } = await crowded();
    for (let times = 0; times < 3; times += 1) {
      const { jobs } = await vault.administration.runDueJobs();
      expect(jobs.filter(({ outcome }) => outcome !== 'BarrierKeyExhausted')).toEqual([]);
    }
    await expect(vault.administration.rotateBarrierKey()).rejects.toThrow(
      /recordsPerBarrierKey of 1000\. Open the vault/,
    );
    expect(await barriersIn(store)).toEqual([1]);
    await expectSound(vault, keyId, ciphertext);
    await vault.close();
  });

  test('is told to who opens the vault, and mended by a higher one', async () => {
    const { store, vault, keyId, ciphertext } = await crowded();
    await vault.close();
    expect(await codeOf(over(store.openAnother(), { jobs: 'manual' }))).toBe('BarrierKeyExhausted');
    await using later = await over(store.openAnother(), { limits: { recordsPerBarrierKey: 5 * limit } });
    await later.administration.rotateBarrierKey();
    expect(await barriersIn(store)).toEqual([2]);
    expect((await later.administration.runDueJobs()).jobs).toEqual([]);
    await expectSound(later, keyId, ciphertext);
  });
});

describe('a rotation that was interrupted', () => {
  async function interrupted(clock: ManualClock) {
    const store = new MemoryKeyStore();
    const paused = pausingStore(store.openAnother());
    const dying = await over(paused, { clock });
    const { keyId } = await dying.as(alice).createKey();
    const { ciphertext } = await dying.as(alice).encryptData({ keyId, plaintext });
    paused.hold('before');
    void outcomeOf(dying.administration.rotateBarrierKey());
    await paused.untilHeld(1);
    paused.step();
    await paused.untilHeld(1);
    return { store, keyId, ciphertext };
  }

  test('is ended by the next vault on an exclusive store, at once', async () => {
    const clock = new ManualClock();
    const { store, keyId, ciphertext } = await interrupted(clock);
    const exclusive: KeyStore = {
      features: { durable: false, shared: false },
      get: store.get.bind(store),
      commit: store.commit.bind(store),
      list: store.list.bind(store),
      close: store.close.bind(store),
    };
    const events: AuditEvent[] = [];
    await using vault = await over(exclusive, { clock, events });
    await vi.waitFor(() => expect(rotations(events).length).toBe(1));
    expect(await barriersIn(store)).toEqual([2]);
    await expectSound(vault, keyId, ciphertext);
  });

  test('is left to the process that has begun it for ten minutes on a shared one', async () => {
    const clock = new ManualClock();
    const { store, keyId, ciphertext } = await interrupted(clock);
    await using vault = await over(store.openAnother(), { clock, jobs: 'manual' });
    for (let count = 0; count < 10; count += 1) {
      expect((await vault.administration.runDueJobs()).jobs).toEqual([]);
      clock.advance(minute);
    }
    expect((await vault.administration.runDueJobs()).jobs).toMatchObject([{ outcome: 'success' }]);
    expect(await barriersIn(store)).toEqual([2]);
    await expectSound(vault, keyId, ciphertext);
  });
});

describe('a rotation that fails', () => {
  async function failing() {
    const clock = new ManualClock();
    const store = new MemoryKeyStore();
    const sealed = new SealedRecords();
    const rootKey = new PlainRootKey();
    const wrap = rootKey.wrap.bind(rootKey);
    const hsm = { isGone: false };
    rootKey.wrap = (...given) =>
      hsm.isGone ? Promise.reject(new VaultError('RootKeyUnavailable', 'The HSM is off.')) : wrap(...given);
    const sink = new TestSink();
    const open = (): Promise<Vault> =>
      openWith({ keyStore: sealed.watching(store.openAnother()), rootKey, sinks: [sink] }, { clock, limits });
    const vault = await open();
    const { keyId } = await vault.as(alice).createKey();
    hsm.isGone = true;
    const failures = (): readonly AuditEvent[] =>
      sink.events.filter(
        ({ operation, outcome }) => operation === 'rotateDueBarrierKey' && outcome === 'RootKeyUnavailable',
      );
    return { clock, store, sealed, hsm, open, vault, keyId, failures };
  }

  test('keeps no write waiting, and is tried again after a minute, then two', async () => {
    const { clock, store, sealed, hsm, vault, keyId, failures } = await failing();
    await changeUntil(() => sealed.under(1) >= limit, vault, keyId);
    await vi.waitFor(() => expect(failures().length).toBe(1));
    await change(vault, keyId, 20);
    expect(failures().length).toBe(1);
    clock.advance(minute);
    await change(vault, keyId, 1);
    await vi.waitFor(() => expect(failures().length).toBe(2));
    clock.advance(minute);
    await change(vault, keyId, 5);
    expect(failures().length).toBe(2);
    hsm.isGone = false;
    clock.advance(minute);
    await change(vault, keyId, 1);
    await vi.waitFor(async () => expect(await barriersIn(store)).toEqual([2]));
    await vault.close();
  });

  test('ends all writing at twice the limit: BarrierKeyExhausted, until a rotation succeeds', async () => {
    const { store, sealed, hsm, open, vault, keyId } = await failing();
    const kms = vault.as(alice);
    const { ciphertext } = await kms.encryptData({ keyId, plaintext });
    expect(await codeOf(changeUntil(() => false, vault, keyId))).toBe('BarrierKeyExhausted');
    expect(sealed.under(1)).toBeLessThanOrEqual(2 * limit);
    expect(sealed.under(1)).toBeGreaterThan(2 * limit - 130);
    const before = sealed.under(1);
    expect(await codeOf(kms.createKey())).toBe('BarrierKeyExhausted');
    // What writes nothing goes on.
    await expectSound(vault, keyId, ciphertext);
    expect(await outcomeOf(kms.encryptData({ keyId, plaintext }))).toBe('success');
    expect(await codeOf(vault.administration.rotateBarrierKey())).toBe('RootKeyUnavailable');
    expect(await codeOf(open())).toBe('RootKeyUnavailable');
    expect(sealed.under(1)).toBe(before);

    hsm.isGone = false;
    await using later = await open();
    expect(await barriersIn(store)).toEqual([2]);
    await expectSound(later, keyId, ciphertext);
    expect(await outcomeOf(later.as(alice).createKey())).toBe('success');
    expect(await outcomeOf(kms.createKey())).toBe('success');
    await vault.close();
  });

  test('can be helped by the host beyond that', async () => {
    const { store, hsm, vault, keyId } = await failing();
    const kms = vault.as(alice);
    expect(await codeOf(changeUntil(() => false, vault, keyId))).toBe('BarrierKeyExhausted');
    hsm.isGone = false;
    await vault.administration.rotateBarrierKey();
    expect(await barriersIn(store)).toEqual([2]);
    expect(await outcomeOf(kms.createKey())).toBe('success');
    await vault.close();
  });
});
