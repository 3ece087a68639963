import { AssertionError } from 'node:assert/strict';
import { describe, expect, test } from 'vitest';
import { crossCheckStores, ModelKeyStore } from '../src/cross-check/index.ts';
import { committing, HonestStore, listing, reading, type StoreClass } from './mutants/honest-store.ts';

const subject = (Store: StoreClass) => ({ open: async () => new Store(new Map()) });
const model = subject(ModelKeyStore);

describe('a cross-check', () => {
  test('lets stores pass that agree', async () => {
    const check = crossCheckStores({ stores: { model, honest: subject(HonestStore) }, seed: 'a', operations: 300 });
    await expect(check).resolves.toBeUndefined();
  });

  test.each([
    ['get', reading((record) => record && { ...record, revision: Math.min(record.revision, 3) })],
    ['commit', committing((changes) => changes.slice(0, 3))],
    ['list', listing(async ({ after, limit }, all) => (await all('', after)).slice(0, limit))],
  ])('finds a store that differs in %s, and names seed, step and store', async (_method, Store) => {
    const check = () => crossCheckStores({ stores: { model, liar: subject(Store) }, seed: 'a seed', operations: 300 });
    await expect(check()).rejects.toThrow(AssertionError);
    await expect(check()).rejects.toThrow(/^seed 'a seed', step \d+, \{\s+kind: .* liar gave .* model gave /s);
  });

  test('fails at the same step for the same seed', async () => {
    const Store = listing(async ({ after, limit }, all) => (await all('', after)).slice(0, limit));
    const failure = (seed: string) =>
      crossCheckStores({ stores: { model, liar: subject(Store) }, seed, operations: 300 }).catch(String);
    expect(await failure('1')).toBe(await failure('1'));
    expect(await failure('1')).not.toBe(await failure('2'));
  });

  test('opens a store again at times, which shows what it forgets', async () => {
    const forgetful = { ...model, reopen: async () => new ModelKeyStore() };
    const check = crossCheckStores({ stores: { model, forgetful }, seed: '1', operations: 300 });
    await expect(check).rejects.toThrow(/forgetful/);
  });

  test('runs every kind of operation, with conflicts and without', async () => {
    const outcomes = new Set<string>();
    class Recorder extends HonestStore {
      override async commit(changes: Parameters<HonestStore['commit']>[0]) {
        await super.commit(changes).then(
          () => outcomes.add('done'),
          (error: unknown) => {
            outcomes.add('refused');
            throw error;
          },
        );
      }
    }
    const check = crossCheckStores({ stores: { recorder: subject(Recorder), model }, seed: '1', operations: 200 });
    await expect(check).resolves.toBeUndefined();
    expect([...outcomes].toSorted()).toEqual(['done', 'refused']);
  });

  test('takes two stores at least', async () => {
    await expect(crossCheckStores({ stores: { model }, seed: '1', operations: 1 })).rejects.toThrow(/at least two/);
  });
});
