import assert from 'node:assert/strict';
import type { Check } from '../check.ts';
import { assertConflict, assertRecord, create, page, put, remove } from './expectations.ts';
import { onStore } from './key-store-check.ts';
import type { KeyStoreSubject } from './subject.ts';

export const deletingChecks: readonly Check<KeyStoreSubject>[] = [
  onStore('shows a deletion as a record whose value is null and whose revision rose', async (store) => {
    await create(store, ['a']);
    await store.commit([remove('a', 1)]);
    await assertRecord(store, 'a', 2, null);
  }),

  onStore('lists no deleted record, and lists it again when it is written again', async (store) => {
    await create(store, ['a', 'b', 'c']);
    await store.commit([remove('b', 1)]);
    assert.deepEqual(await page(store, '', undefined, 10), ['a', 'c']);
    await store.commit([put('b', 2, 'again')]);
    assert.deepEqual(await page(store, '', undefined, 10), ['a', 'b', 'c']);
  }),

  onStore('deletes only at the present revision', async (store) => {
    await create(store, ['a']);
    await store.commit([put('a', 1, 'two')]);
    await assertConflict(store.commit([remove('a', 1)]));
    await assertRecord(store, 'a', 2, 'two');
  }),

  onStore('never starts a deleted path again: revision 0 is refused, the next one goes on', async (store) => {
    await create(store, ['a']);
    await store.commit([remove('a', 1)]);
    await assertConflict(store.commit([put('a', 0, 'anew')]));
    await assertConflict(store.commit([put('a', 1, 'replayed')]));
    await assertRecord(store, 'a', 2, null);
    await store.commit([put('a', 2, 'again')]);
    await assertRecord(store, 'a', 3, 'again');
  }),

  onStore('deletes what was deleted or never written like anything else', async (store) => {
    await store.commit([remove('a', 0)]);
    await assertRecord(store, 'a', 1, null);
    await store.commit([remove('a', 1)]);
    await assertRecord(store, 'a', 2, null);
    assert.deepEqual(await page(store, '', undefined, 10), []);
  }),
];
