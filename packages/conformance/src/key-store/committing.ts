import assert from 'node:assert/strict';
import { keyStoreLimits } from '@chatelaine/core';
import type { StoreChange } from '@chatelaine/core';
import type { Check } from '../check.ts';
import { assertConflict, assertRecord, create, put, remove, seen } from './expectations.ts';
import { onStore } from './key-store-check.ts';
import type { KeyStoreSubject } from './subject.ts';

export const committingChecks: readonly Check<KeyStoreSubject>[] = [
  onStore('starts a path at revision 1 and raises it by 1 with each change, deletions included', async (store) => {
    await store.commit([put('a', 0, 'one')]);
    await assertRecord(store, 'a', 1, 'one');
    await store.commit([put('a', 1, 'two')]);
    await assertRecord(store, 'a', 2, 'two');
    await store.commit([remove('a', 2)]);
    await assertRecord(store, 'a', 3, null);
    await store.commit([put('a', 3, 'four')]);
    await assertRecord(store, 'a', 4, 'four');
  }),

  onStore('keeps one revision for each path', async (store) => {
    await store.commit([put('a', 0, 'a1'), put('b', 0, 'b1')]);
    await store.commit([put('a', 1, 'a2')]);
    await store.commit([put('a', 2, 'a3'), put('b', 1, 'b2'), put('c', 0, 'c1')]);
    await assertRecord(store, 'a', 3, 'a3');
    await assertRecord(store, 'b', 2, 'b2');
    await assertRecord(store, 'c', 1, 'c1');
  }),

  onStore('refuses every revision but the present one with Conflict, and changes nothing', async (store) => {
    await store.commit([put('a', 0, 'one')]);
    await store.commit([put('a', 1, 'two')]);
    for (const expected of [0, 1, 3, 200, 2 ** 32 + 2]) {
      await assertConflict(store.commit([put('a', expected, 'refused')]));
      await assertConflict(store.commit([remove('a', expected)]));
      await assertRecord(store, 'a', 2, 'two');
    }
    for (const expected of [1, 2]) {
      await assertConflict(store.commit([put('never', expected, 'refused')]));
      await assertConflict(store.commit([remove('never', expected)]));
      assert.equal(await store.get('never'), undefined);
    }
    await store.commit([put('a', 2, 'three')]);
    await assertRecord(store, 'a', 3, 'three');
  }),

  onStore('does nothing of a commit of which one change conflicts, wherever that change stands', async (store) => {
    await create(store, ['old', 'doomed', 'moved']);
    await store.commit([put('moved', 1, 'elsewhere')]);
    const good = [put('old', 1, 'updated'), remove('doomed', 1), put('new', 0, 'created')];
    for (let position = 0; position <= good.length; position += 1) {
      await assertConflict(store.commit(good.toSpliced(position, 0, put('moved', 1, 'late'))));
      await assertRecord(store, 'old', 1, 'old');
      await assertRecord(store, 'doomed', 1, 'doomed');
      await assertRecord(store, 'moved', 2, 'elsewhere');
      assert.equal(await store.get('new'), undefined);
      assert.equal((await store.list('', undefined, 10)).length, 3);
    }
  }),

  onStore('creates, changes and deletes in one commit', async (store) => {
    await create(store, ['a', 'b']);
    await store.commit([put('c', 0, 'created'), put('a', 1, 'changed'), remove('b', 1)]);
    await assertRecord(store, 'a', 2, 'changed');
    await assertRecord(store, 'b', 2, null);
    await assertRecord(store, 'c', 1, 'created');
  }),

  onStore('makes every one of 64 changes', async (store) => {
    const paths = Array.from({ length: keyStoreLimits.changesPerCommit }, (_, index) => `many/${index}`);
    await store.commit(paths.map((path) => put(path, 0, path)));
    for (const path of paths) await assertRecord(store, path, 1, path);
    await store.commit(paths.map((path, index) => (index % 2 === 0 ? remove(path, 1) : put(path, 1, 'again'))));
    for (const [index, path] of paths.entries()) await assertRecord(store, path, 2, index % 2 === 0 ? null : 'again');
  }),

  ...[4, keyStoreLimits.changesPerCommit].map((count) =>
    onStore(`takes a commit of 1,048,576 bytes in ${count} changes`, async (store) => {
      const changes: readonly StoreChange[] = Array.from({ length: count }, (_, index) => ({
        path: `large/${index}`,
        expected: 0,
        value: new Uint8Array(keyStoreLimits.bytesPerCommit / count).fill(index + 1),
      }));
      await store.commit(changes);
      for (const { path, value } of changes) {
        assert.deepEqual(seen(await store.get(path)), seen({ path, revision: 1, value }));
      }
    }),
  ),

  onStore('keeps its own copy of a value: the caller may change the array afterwards', async (store) => {
    const value = Buffer.from('as committed');
    await store.commit([{ path: 'a', expected: 0, value }]);
    value.fill(0);
    await assertRecord(store, 'a', 1, 'as committed');
    assert.deepEqual((await store.list('', undefined, 1)).map(seen), [seen(await store.get('a'))]);
  }),

  onStore('stores only the bytes of a view, not the buffer behind it', async (store) => {
    const value = Buffer.from('<<the view>>').subarray(2, -2);
    await store.commit([{ path: 'a', expected: 0, value }]);
    await assertRecord(store, 'a', 1, 'the view');
  }),
];
