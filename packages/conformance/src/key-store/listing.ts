import assert from 'node:assert/strict';
import { keyStoreLimits } from '@chatelaine/core';
import type { Check } from '../check.ts';
import { create, page, put, remove, seen, text, walk } from './expectations.ts';
import { onStore } from './key-store-check.ts';
import type { KeyStoreSubject } from './subject.ts';

/** In the order of bytes, which is not the order of any language. */
const ordered = ['-', '-a', '.', '/', '0', '10', '9', '_', 'a', 'a-b', 'a.b', 'a/', 'a/b', 'a0', 'a_b', 'aa', 'b', 'z'];

/** `item/000`, `item/001` … */
function items(count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => `item/${String(index).padStart(3, '0')}`);
}

export const listingChecks: readonly Check<KeyStoreSubject>[] = [
  onStore('lists paths in the order of their bytes', async (store) => {
    await create(store, ordered.toReversed());
    assert.deepEqual(await page(store, '', undefined, 100), ordered);
    assert.deepEqual(await walk(store, '', 4), ordered);
  }),

  onStore('lists path, revision and bytes of each record', async (store) => {
    await create(store, ['a', 'b']);
    await store.commit([put('b', 1, 'changed')]);
    const records = await store.list('', undefined, 10);
    assert.deepEqual(records.map(seen), [text('a', 1, 'a'), text('b', 2, 'changed')]);
  }),

  onStore('lists exactly the paths that start with the prefix, itself included', async (store) => {
    const inside = ['a.b', 'a.b/', 'a.b/1', 'a.b/2/3', 'a.bb'];
    await create(store, ['a', 'a-b', 'a.a', 'a.', 'a/b', 'a0b', 'aab', 'b/a.b', '0', 'z', ...inside]);
    assert.deepEqual(await page(store, 'a.b', undefined, 100), inside);
    assert.deepEqual(await page(store, 'a.b/', undefined, 100), ['a.b/', 'a.b/1', 'a.b/2/3']);
    assert.deepEqual(await page(store, 'a.b/1/', undefined, 100), []);
    assert.deepEqual(await page(store, 'y', undefined, 100), []);
  }),

  onStore('takes no character of a prefix for a wildcard', async (store) => {
    await create(store, ['a', 'a.1', 'a_1', 'ab1', '_', 'b']);
    assert.deepEqual(await page(store, 'a_', undefined, 100), ['a_1']);
    assert.deepEqual(await page(store, 'a.', undefined, 100), ['a.1']);
    assert.deepEqual(await page(store, '_', undefined, 100), ['_']);
  }),

  onStore('starts strictly after the cursor, whether or not that path exists', async (store) => {
    await create(store, ['k/1', 'k/3', 'k/5', 'k/5/1']);
    await store.commit([remove('k/3', 1)]);
    assert.deepEqual(await page(store, 'k/', 'k/1', 10), ['k/5', 'k/5/1']);
    assert.deepEqual(await page(store, 'k/', 'k/3', 10), ['k/5', 'k/5/1']);
    assert.deepEqual(await page(store, 'k/', 'k/4', 10), ['k/5', 'k/5/1']);
    assert.deepEqual(await page(store, 'k/', 'k/5', 10), ['k/5/1']);
    assert.deepEqual(await page(store, 'k/', 'k/5/1', 10), []);
  }),

  onStore('keeps to the prefix when the cursor lies outside it', async (store) => {
    await create(store, ['a', 'k/1', 'k/2', 'z']);
    assert.deepEqual(await page(store, 'k/', 'a', 10), ['k/1', 'k/2']);
    assert.deepEqual(await page(store, 'k/', 'k', 10), ['k/1', 'k/2']);
    assert.deepEqual(await page(store, 'k/', 'l', 10), []);
  }),

  onStore('gives at most limit records, the first ones, and fewer only on the last page', async (store) => {
    const paths = items(7);
    await create(store, paths);
    assert.deepEqual(await page(store, 'item/', undefined, 1), paths.slice(0, 1));
    assert.deepEqual(await page(store, 'item/', undefined, 3), paths.slice(0, 3));
    assert.deepEqual(await page(store, 'item/', paths[2], 3), paths.slice(3, 6));
    assert.deepEqual(await page(store, 'item/', paths[5], 3), paths.slice(6));
    assert.deepEqual(await page(store, 'item/', undefined, 7), paths);
    assert.deepEqual(await page(store, 'item/', undefined, 8), paths);
  }),

  onStore('fills a page past deleted records, since a short page is the last one', async (store) => {
    const paths = items(20);
    await create(store, paths);
    for (const path of [...paths.slice(0, 10), ...paths.slice(12, 16)]) await store.commit([remove(path, 1)]);
    assert.deepEqual(await page(store, 'item/', undefined, 4), [...paths.slice(10, 12), ...paths.slice(16, 18)]);
    assert.deepEqual(await walk(store, 'item/', 3), [...paths.slice(10, 12), ...paths.slice(16)]);
  }),

  onStore('gives pages of 1,000 records', async (store) => {
    const paths = Array.from({ length: keyStoreLimits.recordsPerPage + 1 }, (_, index) => `p/${index}`);
    for (let index = 0; index < paths.length; index += keyStoreLimits.changesPerCommit) {
      await store.commit(paths.slice(index, index + keyStoreLimits.changesPerCommit).map((path) => put(path, 0, path)));
    }
    const sorted = paths.toSorted();
    const limit = keyStoreLimits.recordsPerPage;
    assert.deepEqual(await page(store, 'p/', undefined, limit), sorted.slice(0, limit));
    assert.deepEqual(await page(store, 'p/', sorted[limit - 1], limit), sorted.slice(limit));
  }),

  onStore('never skips or repeats a path that lives throughout a walk, whatever comes and goes', async (store) => {
    const stay = items(40);
    const passing = stay.map((path) => `${path}/passing`);
    await create(store, stay);
    await create(store, passing.slice(0, 20));
    let step = 0;
    const paths = await walk(store, 'item/', 3, async () => {
      const [gone, come, changed] = [passing[step], passing[20 + step], stay[(step * 7) % stay.length]];
      if (gone !== undefined) await store.commit([remove(gone, 1)]);
      if (come !== undefined) await store.commit([put(come, 0, come)]);
      const record = changed === undefined ? undefined : await store.get(changed);
      if (record !== undefined) await store.commit([put(record.path, record.revision, 'changed')]);
      step += 1;
    });
    assert.deepEqual(
      paths.filter((path) => stay.includes(path)),
      stay,
    );
    assert.equal(new Set(paths).size, paths.length, 'a path appears twice');
  }),
];
