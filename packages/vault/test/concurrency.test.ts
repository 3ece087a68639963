import type { CallerOperations, KeyStore } from '@chatelaine/core';
import { failingStore, openTestVault, pausingStore } from '@chatelaine/conformance';
import { MemoryKeyStore } from '@chatelaine/store-memory';
import { describe, expect, test } from 'vitest';
import { GatedStore } from './support/gated-store.ts';
import { codeOf, outcomeOf } from './support/refusal.ts';

const alice = { id: 'user:alice' };
const times = <Result>(count: number, make: (index: number) => Result): Result[] =>
  Array.from({ length: count }, (_, index) => make(index));

const tally = (outcomes: readonly string[]): Readonly<Record<string, number>> => {
  const counts: Record<string, number> = {};
  for (const outcome of outcomes) counts[outcome] = (counts[outcome] ?? 0) + 1;
  return counts;
};

/** Every alias resolves to the one key that lists it, and the store is what the head says. */
async function expectConsistent(kms: CallerOperations): Promise<void> {
  const { keys } = await kms.listKeys({ limit: 1_000 });
  const { aliases } = await kms.listAliases({ limit: 1_000 });
  const listed = keys.flatMap((key) => key.aliases.map((alias) => `${alias} ${key.keyId}`));
  expect(listed.toSorted()).toEqual(aliases.map(({ alias, keyId }) => `${alias} ${keyId}`).toSorted());
  expect(new Set(aliases.map(({ alias }) => alias)).size).toBe(aliases.length);
  for (const { alias, keyId } of aliases) expect((await kms.describeKey({ keyId: alias })).keyId).toBe(keyId);
}

describe('changes at the same time', () => {
  test('64 keys are created in few commits, and all are there', async () => {
    let commits = 0;
    const store = new MemoryKeyStore();
    const counting: KeyStore = failingStore(store, ({ method }) => void (method === 'commit' && (commits += 1)));
    await using vault = await openTestVault({ store: counting });
    const kms = vault.as(alice);
    commits = 0;
    const keys = await Promise.all(
      times(64, (index) => kms.createKey({ alias: `alias/key-${index}`, tags: { index: `${index}` } })),
    );
    expect(commits).toBeLessThan(32);
    expect(new Set(keys.map(({ keyId }) => keyId)).size).toBe(64);
    for (const [index, { keyId }] of keys.entries()) {
      const { ciphertext } = await kms.encryptData({ keyId: `alias/key-${index}`, plaintext: Buffer.from(keyId) });
      expect(Buffer.from((await kms.decryptData({ ciphertext, keyId })).plaintext).toString()).toBe(keyId);
    }
    await expectConsistent(kms);
    await vault.administration.verifyStore();
  });

  test('of 100 that create one alias exactly one wins, and the others hear that it exists', async () => {
    await using vault = await openTestVault();
    const kms = vault.as(alice);
    const keys = await Promise.all(times(10, () => kms.createKey()));
    const outcomes = await Promise.all(
      times(100, (index) =>
        outcomeOf(kms.createAlias({ alias: 'alias/wanted', keyId: keys[index % 10]?.keyId ?? '' })),
      ),
    );
    expect(tally(outcomes)).toEqual({ success: 1, AliasExists: 99 });
    await expectConsistent(kms);
    await vault.administration.verifyStore();
  });

  test('of 50 that create a key with one alias exactly one wins, and no key is left over', async () => {
    await using vault = await openTestVault();
    const kms = vault.as(alice);
    const outcomes = await Promise.all(times(50, () => outcomeOf(kms.createKey({ alias: 'alias/wanted' }))));
    expect(tally(outcomes)).toEqual({ success: 1, AliasExists: 49 });
    expect((await kms.listKeys()).keys).toHaveLength(1);
    await vault.administration.verifyStore();
  });

  test('of many that move and delete one alias every order ends in one that is possible', async () => {
    await using vault = await openTestVault();
    const kms = vault.as(alice);
    const keys = await Promise.all(times(4, (index) => kms.createKey({ alias: `alias/own-${index}` })));
    for (let round = 0; round < 5; round += 1) {
      await outcomeOf(kms.createAlias({ alias: 'alias/moving', keyId: 'alias/own-0' }));
      const outcomes = await Promise.all([
        ...keys.map(({ keyId }) => outcomeOf(kms.associateAlias({ alias: 'alias/moving', keyId }))),
        outcomeOf(kms.deleteAlias({ alias: 'alias/moving' })),
        outcomeOf(kms.createAlias({ alias: 'alias/moving', keyId: 'alias/own-1' })),
      ]);
      for (const outcome of outcomes) expect(['success', 'NotFound', 'AliasExists', 'Conflict']).toContain(outcome);
      await expectConsistent(kms);
    }
    await vault.administration.verifyStore();
  });

  test('by two vaults over the same records never lose one of them', async () => {
    const store = new MemoryKeyStore();
    await using first = await openTestVault({ store });
    await using second = await openTestVault({ store: store.openAnother() });
    const callers = [first.as(alice), second.as(alice)];
    const answers = times(
      40,
      (index) =>
        callers[index % 2]?.createKey({ alias: `alias/key-${index % 30}` }) ?? Promise.reject(new Error('no caller')),
    );
    const outcomes = await Promise.all(answers.map((answer) => outcomeOf(answer)));
    for (const outcome of outcomes) expect(['success', 'AliasExists', 'Conflict']).toContain(outcome);
    const made = (await Promise.allSettled(answers)).flatMap((settled) =>
      settled.status === 'fulfilled' ? [settled.value.keyId] : [],
    );
    for (const caller of callers) {
      expect((await caller.listKeys({ limit: 1_000 })).keys.map(({ keyId }) => keyId)).toEqual(made.toSorted());
      await expectConsistent(caller);
    }
    await first.administration.verifyStore();
    await second.administration.verifyStore();
  });

  test('by another vault, seen in the middle of a commit, are not left out of the head', async () => {
    const store = new MemoryKeyStore();
    const gate = new GatedStore(store.openAnother());
    await using here = await openTestVault({ store: gate });
    await using there = await openTestVault({ store });
    const firstRead = gate.hold('head/', 'asked');
    const creating = outcomeOf(here.as(alice).createKey({ alias: 'alias/here', tags: { env: 'prod', team: 'red' } }));
    await firstRead;
    // One part of the head is read before, the others after the other vault has changed nearly all of them.
    gate.release();
    await gate.hold('head/', 'asked');
    await Promise.all(times(60, () => there.as(alice).createKey()));
    await new Promise((resolve) => setImmediate(resolve));
    gate.release();
    expect(await creating).toBe('success');
    await here.administration.verifyStore();
    await there.administration.verifyStore();
  });

  test('do not hold up the uses of other keys', async () => {
    const paused = pausingStore(new MemoryKeyStore());
    await using vault = await openTestVault({ store: paused });
    const kms = vault.as(alice);
    const { keyId } = await kms.createKey();
    await kms.encryptData({ keyId, plaintext: new Uint8Array(1) });
    paused.hold('before');
    const creating = kms.createKey();
    await paused.untilHeld(1);
    await kms.encryptData({ keyId, plaintext: new Uint8Array(1) });
    paused.release();
    await creating;
  });
});

describe('closing', () => {
  test('waits for the changes under way, and what they answered is true', async () => {
    const store = new MemoryKeyStore();
    const paused = pausingStore(store);
    const vault = await openTestVault({ store: paused });
    const kms = vault.as(alice);
    paused.hold('before');
    const creating = times(5, () => kms.createKey());
    await paused.untilHeld(1);
    let closed = false;
    const closing = vault.close().then(() => (closed = true));
    expect(await codeOf(kms.createKey())).toBe('VaultClosed');
    expect(closed).toBe(false);
    paused.release();
    const keys = await Promise.all(creating);
    await closing;
    await using later = await openTestVault({ store: store.openAnother() });
    const { keys: kept } = await later.as(alice).listKeys();
    expect(kept.map(({ keyId }) => keyId)).toEqual(keys.map(({ keyId }) => keyId).toSorted());
    await later.administration.verifyStore();
  });

  test('twice is closing once, and everything afterwards is refused with VaultClosed', async () => {
    const vault = await openTestVault();
    const kms = vault.as(alice);
    await Promise.all([vault.close(), vault.close()]);
    await vault.close();
    for (const answer of [
      kms.createKey(),
      kms.listKeys(),
      kms.generateRandom({ length: 1 }),
      vault.administration.verifyStore(),
      vault.as(alice).listKeys(),
    ]) {
      expect(await codeOf(answer)).toBe('VaultClosed');
    }
  });
});
