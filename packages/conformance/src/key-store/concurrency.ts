import assert from 'node:assert/strict';
import { isDeepStrictEqual } from 'node:util';
import type { KeyStore } from '@chatelaine/core';
import type { Check } from '../check.ts';
import { assertRecord, countDone, create, put, seen, text, walk, whichWereDone } from './expectations.ts';
import { onStore } from './key-store-check.ts';
import type { KeyStoreSubject } from './subject.ts';

const fifty = Array.from({ length: 50 }, (_, index) => index);

/** Adds 1 to the number at `path`, again and again until no other writer is in between. */
async function increment(store: KeyStore, path: string): Promise<void> {
  for (let attempt = 0; attempt < 1_000; attempt += 1) {
    const record = await store.get(path);
    assert(record?.value, 'the counter vanished');
    const next = Number(Buffer.from(record.value).toString()) + 1;
    const [done] = await whichWereDone([store.commit([put(path, record.revision, String(next))])]);
    if (done === true) return;
  }
  assert.fail('a writer met a conflict 1,000 times, though each conflict means that another writer went on');
}

export const concurrencyChecks: readonly Check<KeyStoreSubject>[] = [
  onStore('lets exactly one of 50 commits win that create the same path at once', async (store) => {
    const done = await countDone(fifty.map((writer) => store.commit([put('a', 0, 'x'), put(`by/${writer}`, 0, 'x')])));
    assert.equal(done, 1);
    await assertRecord(store, 'a', 1, 'x');
    assert.equal((await store.list('by/', undefined, 100)).length, 1, 'a loser left something behind');
  }),

  onStore('lets exactly one of 50 commits win that change the same path at once', async (store) => {
    await create(store, ['a']);
    const done = await whichWereDone(fifty.map((writer) => store.commit([put('a', 1, `writer ${writer}`)])));
    assert.equal(done.filter(Boolean).length, 1);
    await assertRecord(store, 'a', 2, `writer ${done.indexOf(true)}`);
  }),

  onStore('does all of 50 commits that have no path in common', async (store) => {
    const done = await countDone(
      fifty.map((writer) => store.commit([put(`a/${writer}`, 0, 'a'), put(`b/${writer}`, 0, 'b')])),
    );
    assert.equal(done, fifty.length);
    assert.equal((await walk(store, 'a/', 20)).length, fifty.length);
    assert.equal((await walk(store, 'b/', 20)).length, fifty.length);
  }),

  onStore('makes commits that overlap whole or not at all', async (store) => {
    const pair = (writer: number) => [`n/${writer}`, `n/${writer + 1}`];
    const commits = fifty.map((writer) => store.commit(pair(writer).map((path) => put(path, 0, `${writer}`))));
    const done = await whichWereDone(commits);
    const left = done.flatMap((won, writer) => (won ? pair(writer).map((path) => text(path, 1, `${writer}`)) : []));
    const records = await store.list('n/', undefined, 100);
    assert(left.length > 0, 'every commit was refused');
    assert.equal(records.length, left.length);
    for (const record of records)
      assert(
        left.some((each) => isDeepStrictEqual(each, seen(record))),
        record.path,
      );
  }),

  onStore('loses no update of writers that read, change and retry', async (store) => {
    await store.commit([put('counter', 0, '0')]);
    await Promise.all(
      Array.from({ length: 8 }, async () => {
        for (let round = 0; round < 5; round += 1) await increment(store, 'counter');
      }),
    );
    await assertRecord(store, 'counter', 41, '40');
  }),
];
