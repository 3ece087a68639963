import assert from 'node:assert/strict';
import { keyStoreLimits } from '@chatelaine/core';
import type { Check } from '../check.ts';
import { assertRecord, create, put, seen } from './expectations.ts';
import { onStore, onStores } from './key-store-check.ts';
import type { KeyStoreSubject } from './subject.ts';

/** Every byte there is, in a pattern without a short period. */
function everyByte(length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, index) => (index * 7 + (index >> 8)) & 0xff);
}

/** Values that a codec may get wrong. */
const awkwardValues: Readonly<Record<string, Uint8Array>> = {
  'one zero': Uint8Array.of(0),
  'zeros at both ends': Uint8Array.of(0, 0, 1, 0, 0),
  'bytes that are no UTF-8': Uint8Array.of(0xff, 0xfe, 0xc0, 0x80, 0xed, 0xa0, 0x80),
  'the text null': Buffer.from('null'),
  'every byte': everyByte(256),
};

export const readingChecks: readonly Check<KeyStoreSubject>[] = [
  onStore('declares its features: frozen, as the subject says, and never changing', async (store, subject) => {
    const declared = store.features;
    assert(Object.isFrozen(declared), 'the features are not frozen');
    assert.deepEqual({ ...declared }, { ...subject.features });
    await create(store, ['a']);
    assert.deepEqual({ ...store.features }, { ...declared });
  }),

  onStore('has watch if the subject says so, and only then', async (store, subject) => {
    assert.equal(typeof store.watch, subject.watches === true ? 'function' : 'undefined');
  }),

  onStore('is empty when it is new', async (store) => {
    assert.deepEqual(await store.list('', undefined, 1), []);
  }),

  onStores('shares nothing with another new store', async (stores) => {
    const [one, other] = [await stores.fresh(), await stores.fresh()];
    await create(one, ['a']);
    assert.equal(await other.get('a'), undefined);
    await other.commit([put('a', 0, 'of the other')]);
    await assertRecord(one, 'a', 1, 'a');
  }),

  onStore('gives undefined, not null, for a path that was never written', async (store) => {
    await create(store, ['a/b']);
    for (const path of ['a', 'a/', 'a/b/', 'a/b/c', 'a/a', 'b']) assert.equal(await store.get(path), undefined, path);
  }),

  onStore('gives the path, the revision and the bytes that were committed', async (store) => {
    for (const [name, value] of Object.entries(awkwardValues)) {
      const path = name.toLowerCase().replaceAll(' ', '-');
      await store.commit([{ path, expected: 0, value }]);
      assert.deepEqual(seen(await store.get(path)), seen({ path, revision: 1, value }), name);
    }
  }),

  onStore('keeps a value of no bytes, which is not a deletion', async (store) => {
    await store.commit([put('a', 0, '')]);
    await assertRecord(store, 'a', 1, '');
    assert.deepEqual((await store.list('', undefined, 10)).map(seen), [
      seen({ path: 'a', revision: 1, value: new Uint8Array() }),
    ]);
  }),

  onStore('keeps a value of 262,144 bytes', async (store) => {
    const value = everyByte(keyStoreLimits.valueBytes);
    await store.commit([{ path: 'a', expected: 0, value }]);
    assert.deepEqual(seen(await store.get('a')), seen({ path: 'a', revision: 1, value }));
  }),

  onStore('keeps apart paths of 200 bytes that differ in the last one, and paths that begin alike', async (store) => {
    const stem = 'abcdefghijklmnopqrstuvwxyz0123456789._-/'.repeat(5).slice(0, keyStoreLimits.pathBytes - 1);
    const paths = [
      `${stem}0`,
      `${stem}1`,
      stem,
      'a',
      'a/',
      'a/a',
      'a.a',
      'a-a',
      'a_a',
      'aa',
      '.',
      '..',
      '../a',
      '/',
      '-',
    ];
    await create(store, paths);
    for (const path of paths) await assertRecord(store, path, 1, path);
  }),

  onStore('shows each acknowledged commit to every read that follows', async (store) => {
    for (let revision = 1; revision <= 50; revision += 1) {
      await store.commit([put('a', revision - 1, `value ${revision}`)]);
      const [record, listed] = await Promise.all([store.get('a'), store.list('', undefined, 10)]);
      assert.equal(record?.revision, revision);
      assert.deepEqual(listed.map(seen), [seen(record)]);
    }
  }),

  onStore('gives values that stay as they were when their path changes later', async (store) => {
    await store.commit([put('a', 0, 'first')]);
    const before = await store.get('a');
    const [listed] = await store.list('', undefined, 1);
    await store.commit([put('a', 1, 'other')]);
    await store.commit([{ path: 'a', expected: 2, value: null }]);
    assert.deepEqual(seen(before), seen({ path: 'a', revision: 1, value: Buffer.from('first') }));
    assert.deepEqual(seen(listed), seen(before));
  }),
];
