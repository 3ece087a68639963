import type { CallerOperations, KeyMetadata, ListKeysRequest, TagFilter } from '@chatelaine/core';
import { openTestVault } from '@chatelaine/conformance';
import { MemoryKeyStore } from '@chatelaine/store-memory';
import type { Vault } from '@chatelaine/vault';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { codeOf } from './support/refusal.ts';
import { versatileAlgorithm } from './support/versatile-algorithm.ts';

const alice = { id: 'user:alice' };
const bob = { id: 'user:bob' };
const values = ['a', 'b', 'c'];

type Read = (page: { readonly limit?: number; readonly marker?: string }) => Promise<{
  readonly keys: readonly KeyMetadata[];
  readonly nextMarker?: string;
}>;

/** Follows the markers to the end. */
async function allOf(read: Read, limit: number, between: () => Promise<unknown> = async () => undefined) {
  const keys: KeyMetadata[] = [];
  for (let marker: string | undefined; ;) {
    const page = await read({ limit, ...(marker !== undefined && { marker }) });
    expect(page.keys.length).toBeLessThanOrEqual(limit);
    keys.push(...page.keys);
    marker = page.nextMarker;
    if (marker === undefined) return keys;
    await between();
  }
}

const idsOf = (keys: readonly KeyMetadata[]): string[] => keys.map(({ keyId }) => keyId);

let vault: Vault;
let kms: CallerOperations;
const all: KeyMetadata[] = [];

/** Bob may see the keys of which the tag `one` is `a`. */
beforeAll(async () => {
  vault = await openTestVault({
    plugins: [versatileAlgorithm()],
    decide: ({ principal, action, key }) =>
      principal.id === 'user:alice' || action.endsWith(':list') || key?.tags?.['one'] === 'a',
  });
  kms = vault.as(alice);
  for (let number = 0; number < 60; number += 1) {
    const tags: Record<string, string> = {};
    if (number % 4 > 0) tags['one'] = values[(number % 4) - 1] ?? '';
    if (number % 5 > 1) tags['two'] = values[(number % 5) - 2] ?? '';
    const spec =
      number % 3 === 0 ? { keySpec: 'TEST_1', ...(number % 2 === 0 && { keyUsage: 'ENCRYPT_DECRYPT' as const }) } : {};
    all.push(await kms.createKey({ ...spec, tags }));
  }
  all.sort((one, other) => (one.keyId < other.keyId ? -1 : 1));
});

afterAll(() => vault.close());

const hasTags = ({ tags }: KeyMetadata, filter: TagFilter = {}): boolean =>
  Object.entries(filter).every(([name, wanted]) => Object.hasOwn(tags, name) && wanted.includes(tags[name] ?? ''));

const matches = (key: KeyMetadata, filter: ListKeysRequest): boolean =>
  (filter.keySpec === undefined || key.keySpec === filter.keySpec) &&
  (filter.keyUsage === undefined || key.keyUsage === filter.keyUsage) &&
  (filter.origin === undefined || key.origin === filter.origin) &&
  (filter.state === undefined || key.state === filter.state) &&
  hasTags(key, filter.tags);

const anyTags = fc
  .dictionary(
    fc.constantFrom('one', 'two', 'three'),
    fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd'), { minLength: 1 }),
  )
  .filter((tags) => Object.keys(tags).length > 0)
  .map((tags): TagFilter => ({ ...tags }));

const anyFilter: fc.Arbitrary<ListKeysRequest> = fc.record(
  {
    keySpec: fc.constantFrom('AES_256', 'TEST_1', 'NEVER_SEEN'),
    keyUsage: fc.constantFrom('ENCRYPT_DECRYPT', 'SIGN_VERIFY'),
    origin: fc.constantFrom('kms', 'external'),
    state: fc.constantFrom('ENABLED', 'DISABLED'),
    tags: anyTags,
  },
  { requiredKeys: [] },
);

const visible = (filter: ListKeysRequest, toBob: boolean): string[] =>
  idsOf(all.filter((key) => matches(key, filter) && (!toBob || key.tags['one'] === 'a')));

describe('a list of keys', () => {
  test('has those that match every filter, each once, by key id, in pages of any size', async () => {
    await fc.assert(
      fc.asyncProperty(anyFilter, fc.integer({ min: 1, max: 70 }), fc.boolean(), async (filter, limit, toBob) => {
        const caller = vault.as(toBob ? bob : alice);
        const listed = await allOf((page) => caller.listKeys({ ...filter, ...page }), limit);
        expect(idsOf(listed)).toEqual(visible(filter, toBob));
      }),
      { numRuns: 60 },
    );
  });

  test('by tags is the same with findKeysByTags: several values of one tag are any of them, several tags all of them', async () => {
    await fc.assert(
      fc.asyncProperty(anyTags, fc.integer({ min: 1, max: 70 }), fc.boolean(), async (tags, limit, toBob) => {
        const caller = vault.as(toBob ? bob : alice);
        const found = await allOf((page) => caller.findKeysByTags({ tags, ...page }), limit);
        expect(idsOf(found)).toEqual(visible({ tags }, toBob));
      }),
      { numRuns: 60 },
    );
  });
});

describe('a marker of a list with filters', () => {
  test('is good with the same filters only, whatever their order', async () => {
    const tags = { one: ['a', 'b'], two: ['a', 'b', 'c'] };
    const { nextMarker: marker = '' } = await kms.listKeys({ keySpec: 'AES_256', tags, limit: 1 });
    expect(marker).not.toBe('');
    const shuffled = { two: ['c', 'a', 'b', 'a'], one: ['b', 'a'] };
    expect((await kms.listKeys({ tags: shuffled, keySpec: 'AES_256', marker })).keys.length).toBeGreaterThan(0);
    for (const other of [
      {},
      { keySpec: 'AES_256' },
      { tags },
      { keySpec: 'TEST_1', tags },
      { keySpec: 'AES_256', tags: { ...tags, one: ['a'] } },
      { keySpec: 'AES_256', tags, state: 'ENABLED' as const },
    ]) {
      expect(await codeOf(kms.listKeys({ ...other, marker }))).toBe('InvalidArgument');
    }
    expect(await codeOf(vault.as(bob).listKeys({ keySpec: 'AES_256', tags, marker }))).toBe('InvalidArgument');
    expect(await codeOf(kms.findKeysByTags({ tags, marker }))).toBe('InvalidArgument');
    const { nextMarker: foundMarker = '' } = await kms.findKeysByTags({ tags, limit: 1 });
    expect(await codeOf(kms.listKeys({ tags, marker: foundMarker }))).toBe('InvalidArgument');
    expect(await codeOf(kms.findKeysByTags({ tags: { one: ['a'] }, marker: foundMarker }))).toBe('InvalidArgument');
  });
});

describe('paging while keys are added, tagged and untagged', () => {
  const lists: readonly (readonly [string, (caller: CallerOperations) => Read])[] = [
    ['listKeys', (caller) => (page) => caller.listKeys(page)],
    ['listKeys by tag', (caller) => (page) => caller.listKeys({ tags: { env: ['a', 'b'] }, ...page })],
    ['findKeysByTags', (caller) => (page) => caller.findKeysByTags({ tags: { env: ['a', 'b'] }, ...page })],
  ];

  test.each(lists)('%s never skips and never repeats a key that matched throughout', async (_name, readOf) => {
    const store = new MemoryKeyStore();
    await using here = await openTestVault({ store });
    await using there = await openTestVault({ store: store.openAnother() });
    const other = there.as(alice);
    const steady: string[] = [];
    const moving: string[] = [];
    for (let number = 0; number < 40; number += 1) {
      const { keyId } = await other.createKey({ tags: { env: number % 2 === 0 ? 'a' : 'b' } });
      (number % 4 < 2 ? steady : moving).push(keyId);
    }
    let turn = 0;
    const listed = await allOf(readOf(here.as(alice)), 3, async () => {
      turn += 1;
      await other.createKey({ tags: { env: 'a' } });
      const keyId = moving[turn % moving.length] ?? '';
      // Some change between values that are both wanted, some stop to match.
      if (turn % 2 === 0) await other.untagKey({ keyId, tagKeys: ['env'] });
      else await other.tagKey({ keyId, tags: { env: turn % 4 === 1 ? 'b' : 'a' } });
    });
    const ids = idsOf(listed);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toEqual(ids.toSorted());
    expect(steady.filter((keyId) => !ids.includes(keyId))).toEqual([]);
  });
});
