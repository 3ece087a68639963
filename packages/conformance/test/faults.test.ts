import { VaultError } from '@chatelaine/core';
import type { KeyStore } from '@chatelaine/core';
import { describe, expect, test } from 'vitest';
import { ModelKeyStore } from '../src/cross-check/index.ts';
import { failingStore, pausingStore, tamperingStore } from '../src/faults/index.ts';
import { keyStoreChecks, registerChecks } from '../src/key-store/index.ts';

const put = (path: string, expected: number, text: string) => ({ path, expected, value: Buffer.from(text) });
const read = async (store: KeyStore, path: string) => {
  const record = await store.get(path);
  return record && [record.revision, record.value && Buffer.from(record.value).toString()];
};
const paths = async (store: KeyStore) => (await store.list('', undefined, 100)).map((record) => record.path);

describe.each([
  ['failing', (store: KeyStore) => failingStore(store, () => undefined)],
  ['pausing', pausingStore],
  ['tampering', tamperingStore],
])('a %s store that is left alone keeps the contract', (_name, decorate) => {
  registerChecks(test, keyStoreChecks, {
    features: { durable: true, shared: true },
    open: async () => decorate(new ModelKeyStore()),
    reopen: async (store) => store,
    openAnother: async (store) => decorate(store),
  });
});

describe('a failing store', () => {
  const error = new VaultError('OutcomeUnknown', 'No answer.');

  test('fails the calls that are planned, and only those, before the store behind sees them', async () => {
    const calls: unknown[] = [];
    const store = failingStore(new ModelKeyStore(), (call) => {
      calls.push(call);
      return call.method === 'commit' && call.changes[0]?.path === 'b' ? { error } : undefined;
    });
    await store.commit([put('a', 0, 'a')]);
    await expect(store.commit([put('b', 0, 'b')])).rejects.toBe(error);
    expect(await store.get('b')).toBeUndefined();
    expect(await paths(store)).toEqual(['a']);
    expect(calls).toMatchObject([{ method: 'commit' }, { method: 'commit' }, { path: 'b' }, { prefix: '' }]);
  });

  test('can lose only the answer', async () => {
    const store = failingStore(new ModelKeyStore(), ({ method }) =>
      method === 'commit' ? { error, done: true } : undefined,
    );
    await expect(store.commit([put('a', 0, 'a')])).rejects.toBe(error);
    expect(await read(store, 'a')).toEqual([1, 'a']);
  });

  test('can fail reads', async () => {
    const store = failingStore(new ModelKeyStore(), () => ({ error }));
    await expect(store.get('a')).rejects.toBe(error);
    await expect(store.list('', undefined, 1)).rejects.toBe(error);
  });
});

describe('a pausing store', () => {
  test('holds commits before the store behind sees them, and lets them go one by one', async () => {
    const store = pausingStore(new ModelKeyStore());
    store.hold('before');
    const commits = ['a', 'b', 'c'].map((path) => store.commit([put(path, 0, path)]));
    await store.untilHeld(3);
    expect(await paths(store)).toEqual([]);
    store.step();
    await commits[0];
    expect(await paths(store)).toEqual(['a']);
    store.release();
    await Promise.all(commits);
    expect(await paths(store)).toEqual(['a', 'b', 'c']);
    await store.commit([put('d', 0, 'd')]);
  });

  test('holds the answer to a commit that is done', async () => {
    const store = pausingStore(new ModelKeyStore());
    store.hold('after');
    let told = false;
    const commit = store.commit([put('a', 0, 'a')]).then(() => (told = true));
    await store.untilHeld(1);
    expect(await paths(store)).toEqual(['a']);
    expect(told).toBe(false);
    store.release();
    await commit;
  });

  test('tells of a conflict that came to be while the commit was held', async () => {
    const behind = new ModelKeyStore();
    const store = pausingStore(behind);
    store.hold('before');
    const commit = store.commit([put('a', 0, 'late')]);
    await store.untilHeld(1);
    await behind.commit([put('a', 0, 'in between')]);
    store.release();
    await expect(commit).rejects.toMatchObject({ code: 'Conflict' });
  });
});

describe('a tampering store', () => {
  async function filled() {
    const store = tamperingStore(new ModelKeyStore());
    await store.commit([put('a', 0, 'A1'), put('b', 0, 'B1')]);
    await store.commit([put('a', 1, 'A2')]);
    await store.commit([put('a', 2, 'A3')]);
    return store;
  }

  test('flips one bit of a value', async () => {
    const store = await filled();
    await store.flipBit('a', 0);
    await store.flipBit('b', 9);
    expect(await read(store, 'a')).toEqual([3, '@3']);
    expect(await read(store, 'b')).toEqual([1, 'B3']);
    expect((await store.list('', undefined, 10)).map(({ value }) => Buffer.from(value).toString())).toEqual([
      '@3',
      'B3',
    ]);
    await expect(store.flipBit('a', 16)).rejects.toThrow(/only 16 bits/);
    await expect(store.flipBit('c', 0)).rejects.toThrow(/no live record/);
  });

  test('replays an earlier revision, on which commits then build', async () => {
    const store = await filled();
    store.replay('a', 1);
    expect(await read(store, 'a')).toEqual([1, 'A1']);
    await expect(store.commit([put('a', 3, 'refused')])).rejects.toMatchObject({ code: 'Conflict' });
    await store.commit([put('a', 1, 'forked'), put('c', 0, 'C1')]);
    expect(await read(store, 'a')).toEqual([2, 'forked']);
    expect(await paths(store)).toEqual(['a', 'b', 'c']);
    expect(() => store.replay('a', 9)).toThrow(/not committed/);
  });

  test('brings a deleted record back, in lists too', async () => {
    const store = await filled();
    await store.commit([{ path: 'b', expected: 1, value: null }]);
    expect(await paths(store)).toEqual(['a']);
    store.replay('b', 1);
    expect(await paths(store)).toEqual(['a', 'b']);
    expect((await store.list('', undefined, 1)).map(({ path }) => path)).toEqual(['a']);
    expect((await store.list('', 'a', 1)).map(({ path }) => path)).toEqual(['b']);
  });

  test('swaps two records with their revisions', async () => {
    const store = await filled();
    await store.swap('a', 'b');
    expect(await read(store, 'a')).toEqual([1, 'B1']);
    expect(await read(store, 'b')).toEqual([3, 'A3']);
    expect(await store.get('a')).toMatchObject({ path: 'a' });
  });

  test('drops a record as if it had never been, until it is healed', async () => {
    const store = await filled();
    store.drop('a');
    expect(await store.get('a')).toBeUndefined();
    expect(await paths(store)).toEqual(['b']);
    await store.commit([put('a', 0, 'anew')]);
    expect(await read(store, 'a')).toEqual([1, 'anew']);
    store.heal();
    expect(await read(store, 'a')).toEqual([4, 'anew']);
  });
});
