import { openTestVault, pausingStore } from '@chatelaine/conformance';
import { MemoryKeyStore } from '@chatelaine/store-memory';
import { describe, expect, test } from 'vitest';
import { codeOf, outcomeOf } from './support/refusal.ts';

const alice = { id: 'user:alice' };
const plaintext = Buffer.from('text');
const times = <Result>(count: number, make: (index: number) => Result): Result[] =>
  Array.from({ length: count }, (_, index) => make(index));

describe('the aliases of a key', () => {
  test('are 50 at most, however they come', async () => {
    await using vault = await openTestVault();
    const kms = vault.as(alice);
    const { keyId } = await kms.createKey({ alias: 'alias/0' });
    for (let number = 1; number < 50; number += 1) await kms.createAlias({ alias: `alias/${number}`, keyId });
    await kms.createKey({ alias: 'alias/elsewhere' });
    expect(await codeOf(kms.createAlias({ alias: 'alias/more', keyId }))).toBe('AliasLimitExceeded');
    expect(await codeOf(kms.associateAlias({ alias: 'alias/elsewhere', keyId }))).toBe('AliasLimitExceeded');
    // One that it has already is no new one.
    expect(await outcomeOf(kms.associateAlias({ alias: 'alias/7', keyId }))).toBe('success');
    await kms.deleteAlias({ alias: 'alias/7' });
    expect(await outcomeOf(kms.associateAlias({ alias: 'alias/elsewhere', keyId }))).toBe('success');
    const { aliases, aliasUrns } = await kms.describeKey({ keyId });
    expect(aliases).toHaveLength(50);
    expect(aliasUrns).toEqual(aliases.map((alias) => `kms:eu-test-1:domain1:${alias.replace('/', ':')}`));
    await vault.administration.verifyStore();
  });

  test('are 50 at most also when many are made at the same time by two vaults', async () => {
    const store = new MemoryKeyStore();
    await using first = await openTestVault({ store });
    await using second = await openTestVault({ store: store.openAnother() });
    const { keyId } = await first.as(alice).createKey();
    await Promise.all(
      times(100, (index) =>
        outcomeOf((index % 2 === 0 ? first : second).as(alice).createAlias({ alias: `alias/${index}`, keyId })),
      ),
    );
    for (let index = 0; index < 60; index += 1) {
      await outcomeOf(first.as(alice).createAlias({ alias: `alias/later-${index}`, keyId }));
    }
    const { aliases } = await second.as(alice).describeKey({ keyId });
    expect(aliases).toHaveLength(50);
    expect((await second.as(alice).listAliases({ limit: 1_000 })).aliases.map(({ alias }) => alias).toSorted()).toEqual(
      aliases,
    );
    await first.administration.verifyStore();
  });
});

describe('requirement 12: an alias that was deleted and made again', () => {
  test('names the new key from then on, for every vault, and what was encrypted before still opens', async () => {
    const store = new MemoryKeyStore();
    await using here = await openTestVault({ store });
    await using there = await openTestVault({ store: store.openAnother() });
    const { keyId: one } = await here.as(alice).createKey({ alias: 'alias/again' });
    const { ciphertext } = await there.as(alice).encryptData({ keyId: 'alias/again', plaintext });
    await here.as(alice).deleteAlias({ alias: 'alias/again' });
    expect(await codeOf(there.as(alice).encryptData({ keyId: 'alias/again', plaintext }))).toBe('NotFound');
    const { keyId: other } = await here.as(alice).createKey({ alias: 'alias/again' });
    const { keyId } = await there.as(alice).encryptData({ keyId: 'alias/again', plaintext });
    expect([one, other].indexOf(keyId)).toBe(1);
    expect(await outcomeOf(there.as(alice).decryptData({ ciphertext }))).toBe('success');
    expect(await codeOf(there.as(alice).decryptData({ ciphertext, keyId: 'alias/again' }))).toBe('DecryptFailed');
  });
});

describe('requirement 13: a moved alias takes effect atomically for concurrent callers', () => {
  test('while the move is held before and after its commit, everybody sees one key or the other, and afterwards the new one', async () => {
    const store = new MemoryKeyStore();
    const paused = pausingStore(store);
    await using vault = await openTestVault({ store: paused });
    await using other = await openTestVault({ store: store.openAnother() });
    const kms = vault.as(alice);
    const { keyId: one } = await kms.createKey({ alias: 'alias/moving' });
    const { keyId: two } = await kms.createKey();
    let [from, to] = [one, two];
    // The second vault took the first one for lost: it registers anew before it encrypts under a version again.
    for (const keyId of [one, two]) await kms.encryptData({ keyId, plaintext });
    for (const point of ['before', 'after', 'before', 'after'] as const) {
      paused.hold(point);
      const moving = kms.associateAlias({ alias: 'alias/moving', keyId: to });
      await paused.untilHeld(1);
      for (const viewer of [vault.as({ id: 'user:bob' }), other.as(alice)]) {
        const { keyId, ciphertext } = await viewer.encryptData({ keyId: 'alias/moving', plaintext });
        // What is not acknowledged may be there or not, but it is one of the two, and wholly.
        expect([from, to]).toContain(keyId);
        expect((await viewer.decryptData({ ciphertext })).keyId).toBe(keyId);
      }
      paused.release();
      await moving;
      for (const viewer of [vault.as({ id: 'user:bob' }), other.as(alice)]) {
        expect((await viewer.encryptData({ keyId: 'alias/moving', plaintext })).keyId).toBe(to);
      }
      [from, to] = [to, from];
    }
  });

  test('an operation that was allowed for one key never runs on the other', async () => {
    const store = new MemoryKeyStore();
    const paused = pausingStore(store);
    let lastAllowed: string | undefined;
    await using vault = await openTestVault({
      store: paused,
      decide: async ({ key, action }) => {
        if (action === 'kms:cmk:encryptData') {
          // The move is acknowledged while the policy is still thinking.
          lastAllowed = key?.id;
          paused.step();
          for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
        }
        return { effect: 'allow', kind: 'explicit', rule: 'test/allow', reason: 'The test allows it.' };
      },
    });
    const kms = vault.as(alice);
    const { keyId: one } = await kms.createKey({ alias: 'alias/moving' });
    const { keyId: two } = await kms.createKey();
    let target = two;
    for (let round = 0; round < 20; round += 1) {
      paused.hold(round % 2 === 0 ? 'before' : 'after');
      const moving = kms.associateAlias({ alias: 'alias/moving', keyId: target });
      await paused.untilHeld(1);
      const { keyId } = await kms.encryptData({ keyId: 'alias/moving', plaintext });
      expect(keyId).toBe(lastAllowed);
      paused.release();
      await moving;
      target = target === two ? one : two;
    }
  });
});
