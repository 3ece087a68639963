import assert, { AssertionError } from 'node:assert/strict';
import type { KeyStore } from '@chatelaine/core';
import type { Check } from '../check.ts';
import { assertConflict, assertRecord, countDone, create, page, put, remove } from './expectations.ts';
import { onSharedStore } from './key-store-check.ts';
import type { KeyStoreSubject } from './subject.ts';

/** Only for stores that have `watch`. */
function onWatchedStore(name: string, body: (one: KeyStore, other: KeyStore) => Promise<void>): Check<KeyStoreSubject> {
  return {
    ...onSharedStore(name, body),
    appliesTo: (subject) => subject.features.shared && subject.watches === true,
  };
}

/** Long for a hint that is to come soon, and short of the time limits of test runners. */
const patience = 4_000;

/** Asserts that `watch` of `store` gives a hint for what `commit` does in another store. */
async function assertHint(store: KeyStore, commit: () => Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  let stop: (() => void) | undefined;
  try {
    await new Promise<void>((resolve, reject) => {
      timer = setTimeout(() => reject(new AssertionError({ message: `no hint came within ${patience} ms` })), patience);
      stop = store.watch?.(resolve);
      commit().catch(reject);
    });
  } finally {
    clearTimeout(timer);
    stop?.();
  }
}

export const sharingChecks: readonly Check<KeyStoreSubject>[] = [
  onSharedStore('shows an acknowledged commit to every other store over the same bytes', async (one, other) => {
    await create(one, ['a', 'b']);
    await assertRecord(other, 'a', 1, 'a');
    await other.commit([put('a', 1, 'changed'), remove('b', 1)]);
    await assertRecord(one, 'a', 2, 'changed');
    await assertRecord(one, 'b', 2, null);
    assert.deepEqual(await page(one, '', undefined, 10), ['a']);
    assert.deepEqual(await page(other, '', undefined, 10), ['a']);
  }),

  onSharedStore('refuses in one store what conflicts with a commit of the other', async (one, other) => {
    await create(one, ['a']);
    await assertConflict(other.commit([put('a', 0, 'refused'), put('b', 0, 'refused')]));
    await other.commit([put('a', 1, 'changed')]);
    await assertConflict(one.commit([put('a', 1, 'refused')]));
    await assertRecord(one, 'a', 2, 'changed');
    assert.equal(await one.get('b'), undefined);
  }),

  onSharedStore('lets exactly one win of commits that two stores make at once', async (one, other) => {
    const commits = Array.from({ length: 25 }, (_, writer) =>
      [one, other].map((store) => store.commit([put('a', 0, `writer ${writer}`)])),
    );
    assert.equal(await countDone(commits.flat()), 1);
    assert.deepEqual(await one.get('a'), await other.get('a'));
  }),

  onSharedStore('goes on when the other store is closed', async (one, other, stores) => {
    await create(one, ['a']);
    await stores.close(one);
    await assertRecord(other, 'a', 1, 'a');
    await other.commit([put('a', 1, 'changed')]);
    await assertRecord(other, 'a', 2, 'changed');
  }),

  onWatchedStore('gives a hint when the other store has committed', async (one, other) => {
    await assertHint(one, () => create(other, ['a']));
  }),

  onWatchedStore('gives no hint to a watcher that has stopped, and goes on for the others', async (one, other) => {
    let hints = 0;
    const stop = one.watch?.(() => {
      hints += 1;
    });
    stop?.();
    await assertHint(one, () => create(other, ['a']));
    assert.equal(hints, 0);
  }),
];
