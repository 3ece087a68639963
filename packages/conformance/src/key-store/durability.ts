import assert from 'node:assert/strict';
import type { Check } from '../check.ts';
import { assertConflict, assertRecord, create, page, put, remove, seen, text } from './expectations.ts';
import { onDurableStore } from './key-store-check.ts';
import type { KeyStoreSubject } from './subject.ts';

export const durabilityChecks: readonly Check<KeyStoreSubject>[] = [
  onDurableStore('keeps every acknowledged commit over a close, the last one included', async (store, reopen) => {
    await create(store, ['a', 'b']);
    await store.commit([put('a', 1, 'changed'), put('c', 0, '')]);
    const again = await reopen(store);
    const records = await again.list('', undefined, 10);
    assert.deepEqual(records.map(seen), [text('a', 2, 'changed'), text('b', 1, 'b'), text('c', 1, '')]);
    await assertRecord(again, 'a', 2, 'changed');
  }),

  onDurableStore('keeps the revisions of deleted paths over a close', async (store, reopen) => {
    await create(store, ['a', 'b']);
    await store.commit([remove('a', 1)]);
    const again = await reopen(store);
    await assertRecord(again, 'a', 2, null);
    assert.deepEqual(await page(again, '', undefined, 10), ['b']);
    await assertConflict(again.commit([put('a', 0, 'anew')]));
    await again.commit([put('a', 2, 'again')]);
    await assertRecord(await reopen(again), 'a', 3, 'again');
  }),

  onDurableStore('refuses a conflict after a close as it did before', async (store, reopen) => {
    await create(store, ['a']);
    const again = await reopen(store);
    await assertConflict(again.commit([put('a', 0, 'refused'), put('b', 0, 'refused')]));
    await assertRecord(again, 'a', 1, 'a');
    assert.equal(await again.get('b'), undefined);
  }),

  onDurableStore('keeps what many writers committed at once over a close', async (store, reopen) => {
    const paths = Array.from({ length: 40 }, (_, index) => `at-once/${index}`);
    await Promise.all(paths.map((path) => store.commit([put(path, 0, path)])));
    const again = await reopen(store);
    for (const path of paths) await assertRecord(again, path, 1, path);
  }),
];
