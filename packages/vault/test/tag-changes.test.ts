import type { AuthorizationRequest, CallerOperations } from '@chatelaine/core';
import { type Decide, openTestVault, pausingStore } from '@chatelaine/conformance';
import { MemoryKeyStore } from '@chatelaine/store-memory';
import { describe, expect, test } from 'vitest';
import { MapStore } from './support/map-store.ts';
import { codeOf, outcomeOf, refusal } from './support/refusal.ts';

const alice = { id: 'user:alice' };
const bob = { id: 'user:bob' };
const numbered = (count: number, value: string): Record<string, string> =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`tag-${index}`, value]));
const found = async (kms: CallerOperations, tags: Record<string, string[]>): Promise<string[]> =>
  (await kms.findKeysByTags({ tags })).keys.map(({ keyId }) => keyId);
const tagRecords = async (store: MemoryKeyStore): Promise<number> =>
  (await store.list('tag/', undefined, 1_000)).length;

describe('tagKey and untagKey', () => {
  test('add, replace and take away, and answer with all tags', async () => {
    await using vault = await openTestVault();
    const kms = vault.as(alice);
    const { keyId } = await kms.createKey({ alias: 'alias/a', tags: { env: 'prod' } });
    const tagged = await kms.tagKey({ keyId: 'alias/a', tags: { team: 'red', env: 'test' } });
    expect(tagged).toEqual({ keyId, tags: { env: 'test', team: 'red' } });
    expect(Object.keys(tagged.tags)).toEqual(['env', 'team']);
    expect(await kms.listKeyTags({ keyId })).toEqual(tagged);
    expect((await kms.describeKey({ keyId })).tags).toEqual(tagged.tags);
    expect(await kms.untagKey({ keyId, tagKeys: ['env', 'never', 'env'] })).toEqual({ keyId, tags: { team: 'red' } });
    expect(await kms.tagKey({ keyId, tags: {} })).toEqual({ keyId, tags: { team: 'red' } });
    expect(await kms.untagKey({ keyId: `kms:eu-test-1:domain1:KeyId:${keyId}`, tagKeys: ['team'] })).toEqual({
      keyId,
      tags: {},
    });
    await vault.administration.verifyStore();
  });

  test('keep the index in step: a key is found by the tags that it has, and by no other', async () => {
    const store = new MemoryKeyStore();
    await using vault = await openTestVault({ store });
    const kms = vault.as(alice);
    const { keyId } = await kms.createKey({ tags: { env: 'prod' } });
    await kms.tagKey({ keyId, tags: { env: 'test', team: 'red' } });
    expect(await found(kms, { env: ['prod'] })).toEqual([]);
    expect(await found(kms, { env: ['test'], team: ['red', 'blue'] })).toEqual([keyId]);
    await kms.tagKey({ keyId, tags: { env: 'prod' } });
    expect(await found(kms, { env: ['prod'] })).toEqual([keyId]);
    await kms.untagKey({ keyId, tagKeys: ['env', 'team'] });
    expect(await found(kms, { team: ['red'] })).toEqual([]);
    expect(await tagRecords(store)).toBe(0);
  });

  test('of all 20 tags at once leave nothing over in the index', async () => {
    const store = new MemoryKeyStore();
    await using vault = await openTestVault({ store });
    const kms = vault.as(alice);
    const { keyId } = await kms.createKey({ tags: numbered(20, 'old') });
    await kms.tagKey({ keyId, tags: numbered(20, 'new') });
    expect((await kms.listKeyTags({ keyId })).tags).toEqual(numbered(20, 'new'));
    expect(await found(kms, { 'tag-7': ['new'] })).toEqual([keyId]);
    expect(await found(kms, { 'tag-7': ['old'] })).toEqual([]);
    expect(await tagRecords(store)).toBe(20);
    await vault.administration.verifyStore();
  });

  test('refuse more than 20 tags of a key, also in two calls', async () => {
    await using vault = await openTestVault();
    const kms = vault.as(alice);
    const { keyId } = await kms.createKey({ tags: numbered(19, 'a') });
    expect(await codeOf(kms.tagKey({ keyId, tags: { one: '', two: '' } }))).toBe('TagLimitExceeded');
    expect(await outcomeOf(kms.tagKey({ keyId, tags: { one: '' } }))).toBe('success');
    expect(await codeOf(kms.tagKey({ keyId, tags: { two: '' } }))).toBe('TagLimitExceeded');
    expect(await outcomeOf(kms.tagKey({ keyId, tags: { 'tag-0': 'b' } }))).toBe('success');
    expect(await codeOf(kms.createKey({ tags: numbered(21, 'a') }))).toBe('InputTooLarge');
    expect(Object.keys((await kms.listKeyTags({ keyId })).tags)).toHaveLength(20);
  });

  test('of a key that does not exist are told only to those who may', async () => {
    await using vault = await openTestVault();
    const kms = vault.as(alice);
    for (const keyId of ['alias/missing', '0d0466b0-e727-4d9c-b35d-f84bb474a37f']) {
      expect(await codeOf(kms.tagKey({ keyId, tags: { a: 'b' } }))).toBe('NotFound');
      expect(await codeOf(kms.untagKey({ keyId, tagKeys: ['a'] }))).toBe('NotFound');
      expect(await codeOf(kms.listKeyTags({ keyId }))).toBe('NotFound');
    }
  });
});

test('an index record counts only if the key has the tag', async () => {
  const store = new MapStore();
  const vault = await openTestVault({ store });
  const kms = vault.as(alice);
  const { keyId } = await kms.createKey({ tags: { env: 'prod' } });
  const before = [...store.records].filter(([path]) => path.startsWith('tag/'));
  await kms.tagKey({ keyId, tags: { env: 'test' } });
  await vault.close();

  for (const [path, record] of before) store.records.set(path, record);
  await using reopened = await openTestVault({ store });
  const again = reopened.as(alice);
  expect(await found(again, { env: ['prod'] })).toEqual([]);
  expect(await found(again, { env: ['prod', 'test'] })).toEqual([keyId]);
});

/** A key of `tags`, and then a vault over the same records in which `decide` rules for Bob. */
async function prepared(tags: Record<string, string>, decide: Decide, settings: { allowSelfGain?: boolean } = {}) {
  const store = new MemoryKeyStore();
  const before = await openTestVault({ store });
  const admin = before.as({ id: 'user:admin' });
  const { keyId } = await admin.createKey({ tags });
  const asked: AuthorizationRequest[] = [];
  const paused = pausingStore(store.openAnother());
  const vault = await openTestVault({
    store: paused,
    ...settings,
    decide: (request) => {
      asked.push(request);
      return decide(request);
    },
  });
  return {
    admin,
    asked,
    keyId,
    kms: vault.as(bob),
    paused,
    [Symbol.asyncDispose]: () => vault.close().then(() => before.close()),
  };
}

describe('requirement 12: a change of tags is decided on the key before and after it', () => {
  test('by both snapshots, and each denial alone is enough', async () => {
    await using given = await prepared({ env: 'prod' }, () => true, { allowSelfGain: true });
    await given.kms.tagKey({ keyId: given.keyId, tags: { team: 'red' } });
    await given.kms.untagKey({ keyId: given.keyId, tagKeys: ['env'] });
    expect(given.asked.map(({ action, key, asked }) => ({ action, tags: { ...key?.tags }, asked }))).toEqual(
      [
        { action: 'kms:cmk:tag', tags: { env: 'prod' } },
        { action: 'kms:cmk:tag', tags: { env: 'prod' } },
        { action: 'kms:cmk:tag', tags: { env: 'prod', team: 'red' } },
        { action: 'kms:cmk:untag', tags: { env: 'prod', team: 'red' } },
        { action: 'kms:cmk:untag', tags: { env: 'prod', team: 'red' } },
        { action: 'kms:cmk:untag', tags: { team: 'red' } },
      ].map((question) => ({ ...question, asked: given.keyId })),
    );
  });

  const refusals: readonly (readonly [string, Decide])[] = [
    ['before', ({ key }) => key?.tags?.['env'] !== 'prod'],
    ['after', ({ key }) => key?.tags?.['env'] !== 'test' && key?.tags?.['env'] !== undefined],
  ];

  test.each(refusals)('a key that the caller may not change as it is %s', async (_when, decide) => {
    await using given = await prepared({ env: 'prod' }, decide, { allowSelfGain: true });
    const { kms, keyId, admin } = given;
    expect(await codeOf(kms.tagKey({ keyId, tags: { env: 'test' } }))).toBe('AccessDenied');
    expect(await codeOf(kms.untagKey({ keyId, tagKeys: ['env'] }))).toBe('AccessDenied');
    expect((await admin.listKeyTags({ keyId })).tags).toEqual({ env: 'prod' });
  });

  test('createKey is decided with the tags that the key would have', async () => {
    await using given = await prepared({}, ({ key }) => key?.tags?.['team'] === 'red');
    expect(await outcomeOf(given.kms.createKey({ tags: { team: 'red' } }))).toBe('success');
    expect(await codeOf(given.kms.createKey({ tags: { team: 'blue' } }))).toBe('AccessDenied');
    expect(await codeOf(given.kms.createKey())).toBe('AccessDenied');
  });
});

describe('requirement 12: a caller who would gain rights by a change of tags', () => {
  const mayTag = (action: string): boolean => action === 'kms:cmk:tag' || action === 'kms:cmk:untag';
  type Given = Awaited<ReturnType<typeof prepared>>;
  const gains: readonly (readonly [string, Decide, (given: Given) => Promise<unknown>])[] = [
    [
      'by giving a key a tag that its rights name',
      ({ action, key }) => mayTag(action) || key?.tags?.['team'] === 'bob',
      ({ kms, keyId }) => kms.tagKey({ keyId, tags: { team: 'bob' } }),
    ],
    [
      'by giving a tag another value, which a denial does not name',
      ({ action, key }) => mayTag(action) || key?.tags?.['env'] !== 'prod',
      ({ kms, keyId }) => kms.tagKey({ keyId, tags: { env: 'test' } }),
    ],
    [
      'by taking away a tag that a denial names',
      ({ action, key }) => mayTag(action) || key?.tags?.['env'] !== 'prod',
      ({ kms, keyId }) => kms.untagKey({ keyId, tagKeys: ['env'] }),
    ],
  ];

  test.each(gains)('%s is refused with SelfGain and changes nothing', async (_how, decide, change) => {
    await using given = await prepared({ env: 'prod' }, decide);
    const error = await refusal(change(given));
    expect(error.code).toBe('SelfGain');
    expect(error.message).toContain('kms:cmk:decryptData');
    expect((await given.admin.listKeyTags({ keyId: given.keyId })).tags).toEqual({ env: 'prod' });
  });

  test.each(gains)('%s may do so where the host has set allowSelfGain', async (_how, decide, change) => {
    await using given = await prepared({ env: 'prod' }, decide, { allowSelfGain: true });
    expect(await outcomeOf(change(given))).toBe('success');
  });

  test('is not the caller who only loses, or gains nothing', async () => {
    await using given = await prepared({ env: 'prod' }, ({ action, key }) => {
      return mayTag(action) || key?.tags?.['env'] === 'prod';
    });
    const { kms, keyId } = given;
    expect(await outcomeOf(kms.tagKey({ keyId, tags: { note: 'anything' } }))).toBe('success');
    expect(await outcomeOf(kms.untagKey({ keyId, tagKeys: ['note'] }))).toBe('success');
    expect(await outcomeOf(kms.untagKey({ keyId, tagKeys: ['env'] }))).toBe('success');
    // What was lost can't be taken back by the one who gave it away.
    expect(await codeOf(kms.tagKey({ keyId, tags: { env: 'prod' } }))).toBe('SelfGain');
  });

  test('only because of what somebody else changes meanwhile is refused too', async () => {
    // Bob's rights need both tags; while Bob's harmless change waits, the other tag comes.
    await using given = await prepared({}, ({ action, key }) => {
      return mayTag(action) || (key?.tags?.['team'] === 'bob' && key.tags['env'] === 'open');
    });
    const { kms, keyId, admin, paused } = given;
    paused.hold('before');
    const change = codeOf(kms.tagKey({ keyId, tags: { team: 'bob' } }));
    await paused.untilHeld(1);
    await admin.tagKey({ keyId, tags: { env: 'open' } });
    paused.release();
    expect(await change).toBe('SelfGain');
    expect((await admin.listKeyTags({ keyId })).tags).toEqual({ env: 'open' });
  });
});

describe('changes of tags at the same time', () => {
  test('of two vaults over the same records: 100 that set one tag lose none of the others', async () => {
    const store = new MemoryKeyStore();
    await using first = await openTestVault({ store });
    await using second = await openTestVault({ store: store.openAnother() });
    const { keyId } = await first.as(alice).createKey({ tags: { keep: 'me' } });
    const outcomes = await Promise.all(
      Array.from({ length: 100 }, (_, index) => {
        const kms = (index % 2 === 0 ? first : second).as(alice);
        const tag = `tag-${index % 10}`;
        return outcomeOf(
          index % 5 === 4
            ? kms.untagKey({ keyId, tagKeys: [tag] })
            : kms.tagKey({ keyId, tags: { [tag]: `${index}` } }),
        );
      }),
    );
    for (const outcome of outcomes) expect(['success', 'Conflict']).toContain(outcome);
    for (const vault of [first, second]) {
      const { tags } = await vault.as(alice).listKeyTags({ keyId });
      expect(tags['keep']).toBe('me');
      for (const [name, value] of Object.entries(tags)) {
        expect(await found(vault.as(alice), { [name]: [value] })).toEqual([keyId]);
        // Every value that is there is of a change that succeeded.
        if (name !== 'keep') expect(outcomes[Number(value)]).toBe('success');
      }
      expect(await tagRecords(store)).toBe(Object.keys(tags).length);
      await vault.administration.verifyStore();
    }
  });

  test('of one vault: 100 in a row are one after the other, and the last one counts', async () => {
    await using vault = await openTestVault();
    const kms = vault.as(alice);
    const { keyId } = await kms.createKey();
    const answers = await Promise.allSettled(
      Array.from({ length: 100 }, (_, index) =>
        kms.tagKey({ keyId, tags: { turn: `${index}`, [`t-${index % 15}`]: '' } }),
      ),
    );
    const done = answers.flatMap((answer) => (answer.status === 'fulfilled' ? [answer.value.tags] : []));
    expect(done.length).toBeGreaterThan(0);
    const sizes = done.map((tags) => Object.keys(tags).length);
    // Each answer shows the tags of all changes before it, so no two are the same state.
    expect(new Set(done.map((tags) => JSON.stringify(tags))).size).toBe(done.length);
    const { tags } = await kms.listKeyTags({ keyId });
    expect(Object.keys(tags)).toHaveLength(Math.max(...sizes));
    await vault.administration.verifyStore();
  });
});
