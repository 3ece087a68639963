import { failingStore, openTestVault, type TestVaultOptions } from '@chatelaine/conformance';
import type { KeyStore, StoreChange } from '@chatelaine/core';
import { VaultError } from '@chatelaine/core';
import { MemoryKeyStore } from '@chatelaine/store-memory';
import type { Vault } from '@chatelaine/vault';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { codeOf } from './support/refusal.ts';

const alice = { id: 'user:alice' };
const plaintext = new Uint8Array(8);
const lost = 65_536;

afterEach(() => vi.useRealTimers());

function over(store: KeyStore, more: TestVaultOptions = {}): Promise<Vault> {
  return openTestVault({ store, jobs: 'manual', ...more });
}

async function encrypt(vault: Vault, keyId: string, times: number): Promise<void> {
  const kms = vault.as(alice);
  for (let count = 0; count < times; count += 1) await kms.encryptData({ keyId, plaintext });
}

async function made(vault: Vault, keyId: string): Promise<number> {
  return (await vault.as(alice).describeKey({ keyId })).encryptions?.made ?? Number.NaN;
}

async function paths(store: KeyStore, prefix: string): Promise<readonly string[]> {
  return (await store.list(prefix, undefined, 100)).map(({ path }) => path);
}

/** Tells of each commit, and lets it pass. */
function observed(store: KeyStore, seen: (changes: readonly StoreChange[]) => void): KeyStore {
  return failingStore(store, (call) => {
    if (call.method === 'commit') seen(call.changes);
    return undefined;
  });
}

// lessons.md §5, requirement 1: a bounded number of nonces under a key, counted over restarts and processes.
describe('use counters', () => {
  test('count every encryption under a version, of data, data keys and streams, and no decryption', async () => {
    await using vault = await over(new MemoryKeyStore());
    const kms = vault.as(alice);
    const { keyId } = await kms.createKey();
    const { ciphertext } = await kms.encryptData({ keyId, plaintext });
    await kms.decryptData({ ciphertext });
    await kms.createDataKey({ keyId, length: 32 });
    await kms.createDataKeyWithoutPlaintext({ keyId, length: 32 });
    await kms.encryptDataKey({ keyId, plaintext });
    await kms.reEncrypt({ ciphertext, destinationKeyId: keyId });
    const stream = await kms.encryptStream({ keyId, plaintext: new Blob([plaintext]).stream() });
    expect((await new Response(stream.ciphertext).arrayBuffer()).byteLength).toBeGreaterThan(0);
    expect((await kms.describeKey({ keyId })).encryptions).toStrictEqual({
      made: 6,
      limit: 2 ** 48,
      nearLimit: false,
    });
    await kms.rotateKey({ keyId });
    expect(await made(vault, keyId)).toBe(0);
  });

  test('stay exact when the vault is closed and opened again, and no process is left', async () => {
    const store = new MemoryKeyStore();
    let keyId = '';
    for (let round = 0; round < 3; round += 1) {
      await using vault = await over(store.openAnother());
      if (round === 0) ({ keyId } = await vault.as(alice).createKey());
      await encrypt(vault, keyId, 5);
      expect(await made(vault, keyId)).toBe(5 * (round + 1));
    }
    expect(await paths(store, 'process/')).toStrictEqual([]);
    expect(await paths(store, 'counter/')).toStrictEqual([`counter/${keyId}/00000001`]);
  });

  test('are never low after a crash: each version gets 65,536 more, once', async () => {
    const store = new MemoryKeyStore();
    const crashed = await over(store.openAnother());
    const kms = crashed.as(alice);
    const keyIds: string[] = [];
    for (let count = 0; count < 70; count += 1) keyIds.push((await kms.createKey()).keyId);
    const [first = '', second = ''] = keyIds;
    await encrypt(crashed, first, 3);
    for (let count = 0; count < 35; count += 1) await kms.rotateKey({ keyId: second });
    for (const when of ['at once', 'later']) {
      await using vault = await over(store.openAnother());
      const { keyId } = await vault.as(alice).createKey();
      for (const each of keyIds) expect(await made(vault, each), when).toBe(lost);
      expect(await made(vault, keyId)).toBe(0);
    }
    expect(await paths(store, 'process/')).toStrictEqual([]);
    expect((await paths(store, `counter/${second}/`)).length).toBe(36);
    // It was only taken for lost: what it has not counted yet comes on top, and it is registered anew.
    await crashed.close();
    await using vault = await over(store.openAnother());
    expect(await made(vault, first)).toBe(lost + 3);
  });

  test('are made up for once when several open at the same time, and when one of them dies half way', async () => {
    const store = new MemoryKeyStore();
    const crashed = await over(store.openAnother());
    const keyIds: string[] = [];
    for (let count = 0; count < 70; count += 1) keyIds.push((await crashed.as(alice).createKey()).keyId);
    let commits = 0;
    const dying = failingStore(store.openAnother(), (call) => {
      if (call.method !== 'commit' || !call.changes.some(({ path }) => path.startsWith('counter/'))) return undefined;
      commits += 1;
      return commits > 1 ? { error: new VaultError('StoreUnavailable', 'Gone.') } : undefined;
    });
    expect(await codeOf(over(dying))).toBe('StoreUnavailable');
    expect((await paths(store, 'counter/')).length).toBe(30);
    const vaults = await Promise.all([over(store.openAnother()), over(store.openAnother())]);
    const [one] = vaults;
    // Those that open at the same time may take each other for lost, and nothing else.
    for (const keyId of keyIds) expect([lost, 2 * lost, 3 * lost]).toContain(await made(one, keyId));
    for (const vault of vaults) await vault.close();
    expect(await paths(store, 'process/')).toStrictEqual([]);
  });

  test('of two vaults over one store add up', async () => {
    const store = new MemoryKeyStore();
    const one = await over(store.openAnother());
    const { keyId } = await one.as(alice).createKey();
    await encrypt(one, keyId, 4);
    const other = await over(store.openAnother());
    // The first vault looked lost to the second: it registers anew before it encrypts under a version that is new to it.
    const { keyId: later } = await other.as(alice).createKey();
    await Promise.all([encrypt(one, later, 7), encrypt(other, later, 9), encrypt(other, keyId, 2)]);
    expect((await paths(store, 'process/')).length).toBe(2);
    await Promise.all([one.close(), other.close()]);
    await using again = await over(store);
    expect(await made(again, later)).toBe(16);
    expect(await made(again, keyId)).toBe(lost + 6);
  });

  test('are written every 30 seconds, outside of the epoch and of the key', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    const written: (readonly StoreChange[])[] = [];
    const store = observed(new MemoryKeyStore(), (changes) => written.push(changes));
    await using vault = await over(store);
    const { keyId } = await vault.as(alice).createKey();
    await encrypt(vault, keyId, 3);
    written.length = 0;
    await vi.advanceTimersByTimeAsync(29_000);
    expect(written).toStrictEqual([]);
    await vi.advanceTimersByTimeAsync(1_000);
    await vi.waitFor(() => expect(written.length).toBe(1));
    expect(written[0]?.map(({ path }) => path.replace(/process\/.*/, 'process/'))).toStrictEqual([
      'process/',
      `counter/${keyId}/00000001`,
    ]);
    written.length = 0;
    await vi.advanceTimersByTimeAsync(60_000);
    expect(written).toStrictEqual([]);
  });

  test('never lack more than 65,536, and nobody waits while there is room', async () => {
    const counted: number[] = [];
    let release: (() => void) | undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    const inner = new MemoryKeyStore();
    const store: KeyStore = {
      features: inner.features,
      get: inner.get.bind(inner),
      list: inner.list.bind(inner),
      close: inner.close.bind(inner),
      async commit(changes) {
        if (changes.some(({ path }) => path.startsWith('counter/'))) {
          counted.push(changes.length);
          await held;
        }
        return inner.commit(changes);
      },
    };
    const vault = await over(store);
    try {
      const kms = vault.as(alice);
      const { keyId } = await kms.createKey();
      await encrypt(vault, keyId, lost - 1);
      // The write began half way, and has not ended.
      await vi.waitFor(() => expect(counted.length).toBe(1));
      await kms.encryptData({ keyId, plaintext });
      let ended = false;
      const beyond = kms.encryptData({ keyId, plaintext }).then(() => (ended = true));
      await new Promise((resolve) => setImmediate(resolve));
      expect(ended).toBe(false);
      release?.();
      await beyond;
      expect(await made(vault, keyId)).toBe(lost + 1);
    } finally {
      // An expectation that failed is to be told, not a vault that waits for its counter.
      release?.();
      await vault.close();
    }
  }, 60_000);

  test('warn near the limit and refuse at it, until the key is rotated', async () => {
    const store = new MemoryKeyStore();
    const limits = { encryptionsPerVersion: 10 };
    let keyId = '';
    let ciphertext: Uint8Array;
    {
      await using vault = await over(store.openAnother(), { limits });
      const kms = vault.as(alice);
      ({ keyId } = await kms.createKey());
      ({ ciphertext } = await kms.encryptData({ keyId, plaintext }));
      await encrypt(vault, keyId, 7);
      expect((await kms.describeKey({ keyId })).encryptions).toStrictEqual({ made: 8, limit: 10, nearLimit: false });
      await encrypt(vault, keyId, 1);
      expect((await kms.describeKey({ keyId })).encryptions).toStrictEqual({ made: 9, limit: 10, nearLimit: true });
    }
    await using vault = await over(store, { limits });
    const kms = vault.as(alice);
    await encrypt(vault, keyId, 1);
    expect(await codeOf(kms.encryptData({ keyId, plaintext }))).toBe('UseLimitReached');
    expect(await codeOf(kms.createDataKey({ keyId, length: 32 }))).toBe('UseLimitReached');
    expect(await made(vault, keyId)).toBe(10);
    await kms.decryptData({ ciphertext });
    await kms.rotateKey({ keyId });
    await kms.encryptData({ keyId, plaintext });
    expect(await made(vault, keyId)).toBe(1);
  });

  test('of a destroyed key go with it and are not written again', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const store = new MemoryKeyStore();
    const clock = { now: () => Date.now(), monotonic: () => Date.now() };
    const vault = await over(store.openAnother(), { clock });
    const kms = vault.as(alice);
    const { keyId } = await kms.createKey();
    await encrypt(vault, keyId, 3);
    await kms.scheduleKeyDeletion({ keyId, pendingDays: 7 });
    for (let hour = 0; hour < 24 * 9; hour += 12) {
      vi.advanceTimersByTime(12 * 3_600_000);
      await vault.administration.runDueJobs();
    }
    await vault.close();
    expect(await paths(store, 'counter/')).toStrictEqual([]);
    expect(await paths(store, 'process/')).toStrictEqual([]);
  });

  test('survive a rotation of the barrier by a process that counts meanwhile', async () => {
    const store = new MemoryKeyStore();
    const one = await over(store.openAnother());
    const { keyId } = await one.as(alice).createKey();
    const other = await over(store.openAnother());
    const before = await made(other, keyId);
    await encrypt(one, keyId, 4);
    await other.administration.rotateBarrierKey();
    await encrypt(one, keyId, 4);
    await one.close();
    expect(await made(other, keyId)).toBe(before + 8);
    await other.administration.rotateBarrierKey();
    await other.close();
    await using again = await over(store);
    expect(await made(again, keyId)).toBe(before + 8);
  });
});
