import { describe, expect, test } from 'vitest';
import { MemoryKeyStore } from '../src/index.ts';

const kept = { path: 'a', revision: 1, value: new Uint8Array(Buffer.from('kept')) };

describe('a memory store', () => {
  test('keeps its records when it is closed, for the stores opened beside it before and after', async () => {
    const store = new MemoryKeyStore();
    const before = store.openAnother();
    await store.commit([{ path: 'a', expected: 0, value: Buffer.from('kept') }]);
    await store.close();
    expect(await before.get('a')).toEqual(kept);
    expect(await store.openAnother().list('', undefined, 10)).toEqual([kept]);
  });

  test('gives arrays of its own: changing one changes nothing in the store', async () => {
    const store = new MemoryKeyStore();
    await store.commit([{ path: 'a', expected: 0, value: Buffer.from('kept') }]);
    (await store.get('a'))?.value?.fill(0);
    (await store.list('', undefined, 1))[0]?.value.fill(0);
    expect(await store.get('a')).toEqual(kept);
    expect(await store.list('', undefined, 1)).toEqual([kept]);
  });

  test('gives hints of the commits of others, not of its own, and none after it is closed', async () => {
    const store = new MemoryKeyStore();
    const other = store.openAnother();
    const hints: string[] = [];
    store.watch(() => hints.push('store'));
    other.watch(() => hints.push('other'));
    await store.commit([{ path: 'a', expected: 0, value: null }]);
    expect(hints).toEqual(['other']);
    await other.close();
    await store.commit([{ path: 'a', expected: 1, value: null }]);
    expect(hints).toEqual(['other']);
    await store.openAnother().commit([{ path: 'a', expected: 2, value: null }]);
    expect(hints).toEqual(['other', 'store']);
  });

  test('gives no hint of a commit that was refused', async () => {
    const store = new MemoryKeyStore();
    const hints: string[] = [];
    store.watch(() => hints.push('store'));
    await expect(store.openAnother().commit([{ path: 'a', expected: 7, value: null }])).rejects.toMatchObject({
      code: 'Conflict',
    });
    expect(hints).toEqual([]);
  });
});
