import type { KeyStore } from '@chatelaine/core';
import { beforeEach, afterEach, describe, expect, test, vi } from 'vitest';
import type { ModelBytes } from '../src/cross-check/index.ts';
import { keyStoreChecks, registerChecks, type Check, type KeyStoreSubject } from '../src/key-store/index.ts';
import { committingMutants } from './mutants/committing-mutants.ts';
import { HonestStore, type StoreClass } from './mutants/honest-store.ts';
import { lifetimeMutants } from './mutants/lifetime-mutants.ts';
import { listingMutants } from './mutants/listing-mutants.ts';
import { readingMutants } from './mutants/reading-mutants.ts';

const mutants = { ...readingMutants, ...committingMutants, ...listingMutants, ...lifetimeMutants };

/** Stores of one class, over maps that outlive them. */
function subjectOf(Store: StoreClass): KeyStoreSubject {
  const bytesOf = new WeakMap<KeyStore, ModelBytes>();
  const openOver = (bytes: ModelBytes): KeyStore => {
    const store = new Store(bytes);
    bytesOf.set(store, bytes);
    return store;
  };
  const openBeside = (store: KeyStore) => openOver(bytesOf.get(store) ?? new Map());
  return {
    features: { durable: true, shared: true },
    watches: true,
    open: async () => openOver(new Map()),
    openAnother: async (store) => openBeside(store),
    reopen: async (store) => {
      await store.close();
      return openBeside(store);
    },
  };
}

async function catches(check: Check<KeyStoreSubject>, subject: KeyStoreSubject): Promise<boolean> {
  const caught = check.run(subject).then(
    () => false,
    () => true,
  );
  await vi.advanceTimersByTimeAsync(60_000);
  return caught;
}

async function catching(subject: KeyStoreSubject): Promise<readonly string[]> {
  const names: string[] = [];
  for (const check of keyStoreChecks) if (await catches(check, subject)) names.push(check.name);
  return names;
}

describe('an honest store passes', () => {
  registerChecks(test, keyStoreChecks, subjectOf(HonestStore));
});

describe('the key-store checks catch a store that', () => {
  const caughtBy = new Map<string, readonly string[]>();

  beforeEach(() => vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
  afterEach(() => vi.useRealTimers());

  test.each(Object.entries(mutants))('%s', async (lie, Mutant) => {
    const names = await catching(subjectOf(Mutant));
    caughtBy.set(lie, names);
    expect(names).not.toEqual([]);
  });

  test('and each check catches one at least', () => {
    const useful = new Set([...caughtBy.values()].flat());
    expect(keyStoreChecks.map((check) => check.name).filter((name) => !useful.has(name))).toEqual([]);
  });
});
