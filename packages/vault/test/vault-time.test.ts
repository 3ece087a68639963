import type { KeyStore } from '@chatelaine/core';
import { failingStore, openTestVault } from '@chatelaine/conformance';
import { VaultError } from '@chatelaine/core';
import { MemoryKeyStore } from '@chatelaine/store-memory';
import { describe, expect, test } from 'vitest';
import { ManualClock } from './support/manual-clock.ts';

const alice = { id: 'user:alice' };
const minute = 60_000;
const day = 24 * 60 * minute;

async function opened(store: KeyStore, clock: ManualClock) {
  const vault = await openTestVault({ store, clock, jobs: 'manual' });
  const createdAt = async () => Date.parse((await vault.as(alice).createKey()).createdAt);
  return { vault, createdAt, [Symbol.asyncDispose]: () => vault.close() };
}

const nextTurn = () => new Promise((resolve) => setImmediate(resolve));

describe('the time of a vault', () => {
  test('does not go back with the clock', async () => {
    const clock = new ManualClock();
    await using given = await opened(new MemoryKeyStore(), clock);
    clock.advance(day);
    const late = await given.createdAt();
    clock.jump(-30 * day);
    expect(await given.createdAt()).toBe(late);
    clock.advance(29 * day);
    expect(await given.createdAt()).toBe(late);
    clock.advance(2 * day);
    expect(await given.createdAt()).toBe(late + day);
  });

  test('does not go back when the vault is opened again with a clock that did', async () => {
    const store = new MemoryKeyStore();
    const clock = new ManualClock();
    {
      await using given = await opened(store.openAnother(), clock);
      clock.advance(10 * day);
      await given.createdAt();
    }
    const late = clock.now();
    clock.jump(-10 * day);
    await using given = await opened(store, clock);
    expect(await given.createdAt()).toBe(late);
  });

  test('is written at most once a minute, by no operation that waits for it', async () => {
    const clock = new ManualClock();
    const written: number[] = [];
    const store = failingStore(new MemoryKeyStore(), (call) => {
      if (call.method === 'commit' && call.changes.some(({ path }) => path === 'time')) written.push(clock.now());
      return undefined;
    });
    await using given = await opened(store, clock);
    for (let second = 0; second < 600; second += 1) {
      clock.advance(1_000);
      await given.vault.as(alice).generateRandom({ length: 1 });
    }
    await nextTurn();
    const gaps = written.slice(1).map((at, index) => at - (written[index] ?? 0));
    expect(gaps.length).toBeGreaterThan(8);
    expect(gaps.every((gap) => gap >= minute && gap <= minute + 3_000)).toBe(true);
  });

  test('is not written where the clock stands still or goes back', async () => {
    const clock = new ManualClock();
    let written = 0;
    const store = failingStore(new MemoryKeyStore(), (call) => {
      if (call.method === 'commit' && call.changes.some(({ path }) => path === 'time')) written += 1;
      return undefined;
    });
    await using given = await opened(store, clock);
    clock.jump(-day);
    for (let round = 0; round < 10; round += 1) {
      clock.advance(minute);
      await given.vault.as(alice).generateRandom({ length: 1 });
    }
    expect(written).toBe(1);
  });

  test('needs no store to be told: operations run while it can not be written, and it is written later', async () => {
    const memory = new MemoryKeyStore();
    const clock = new ManualClock();
    let down = false;
    const store = failingStore(memory.openAnother(), (call) =>
      down && call.method === 'commit' ? { error: new VaultError('StoreUnavailable', 'Down.') } : undefined,
    );
    {
      await using given = await opened(store, clock);
      down = true;
      clock.advance(day);
      await given.vault.as(alice).generateRandom({ length: 1 });
      await nextTurn();
      down = false;
      clock.advance(minute);
      await given.vault.as(alice).generateRandom({ length: 1 });
    }
    const late = clock.now();
    clock.jump(-2 * day);
    await using again = await opened(memory, clock);
    expect(await again.createdAt()).toBe(late);
  });

  test('is that of the process whose clock is ahead, for every process that looks at what is due', async () => {
    const store = new MemoryKeyStore();
    const [ahead, behind] = [new ManualClock(), new ManualClock()];
    await using one = await opened(store, ahead);
    await using other = await opened(store.openAnother(), behind);
    ahead.advance(5 * minute);
    await one.vault.administration.runDueJobs();
    await other.vault.administration.runDueJobs();
    expect(await other.createdAt()).toBe(ahead.now());
  });
});
