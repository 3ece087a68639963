import { type AuthorizationRequest, type Authorizer, VaultError } from '@chatelaine/core';
import { failingStore, openTestVault } from '@chatelaine/conformance';
import { MemoryKeyStore } from '@chatelaine/store-memory';
import { describe, expect, test } from 'vitest';
import { BundlingAuthorizer, FollowingAuthorizer, openWith, policyThat } from './support/open-with.ts';
import { codeOf, outcomeOf, refusal } from './support/refusal.ts';

const alice = { id: 'user:alice' };
const document = (text: string) => ({ name: 'policy.yaml', text });

describe('a vault without an active policy', () => {
  test('denies everything and says how to activate one', async () => {
    await using vault = await openWith({ authorizer: new FollowingAuthorizer() });
    const kms = vault.as(alice);
    for (const answer of [
      kms.createKey(),
      kms.listKeys(),
      kms.generateRandom({ length: 1 }),
      kms.describeKey({ keyId: 'alias/missing' }),
    ]) {
      const error = await refusal(answer);
      expect(error.code).toBe('NoActivePolicy');
      expect(error.message).toContain('activatePolicy');
    }
  });
});

describe('activatePolicy', () => {
  test('puts a bundle in force, and the next one in its place', async () => {
    await using vault = await openWith({ authorizer: new FollowingAuthorizer() });
    const kms = vault.as(alice);
    expect(await vault.administration.activatePolicy({ documents: [document('allow')], expectedVersion: 0 })).toEqual({
      version: 1,
    });
    await kms.createKey({ alias: 'alias/payments' });
    expect(await vault.administration.activatePolicy({ documents: [document('deny')], expectedVersion: 1 })).toEqual({
      version: 2,
    });
    expect(await codeOf(kms.describeKey({ keyId: 'alias/payments' }))).toBe('AccessDenied');
    await vault.administration.activatePolicy({ documents: [], expectedVersion: 2 });
    expect(await codeOf(kms.describeKey({ keyId: 'alias/payments' }))).toBe('AccessDenied');
    await vault.administration.verifyStore();
  });

  test('requirement 14: takes nothing of a malformed bundle, and what was in force stays', async () => {
    await using vault = await openWith({ authorizer: new FollowingAuthorizer() });
    const kms = vault.as(alice);
    await vault.administration.activatePolicy({ documents: [document('allow')], expectedVersion: 0 });
    const malformed = [document('deny'), { name: 'other.yaml', text: 'allw' }];
    expect(await codeOf(vault.administration.activatePolicy({ documents: malformed, expectedVersion: 1 }))).toBe(
      'InvalidPolicy',
    );
    expect(await outcomeOf(kms.createKey())).toBe('success');
    expect(await vault.administration.activatePolicy({ documents: [document('deny')], expectedVersion: 1 })).toEqual({
      version: 2,
    });
  });

  test('expects the version that is active, so that of two at once only one wins', async () => {
    await using vault = await openWith({ authorizer: new FollowingAuthorizer() });
    const { administration } = vault;
    const request = { documents: [document('allow')], expectedVersion: 0 };
    const outcomes = await Promise.all(
      Array.from({ length: 4 }, () => outcomeOf(administration.activatePolicy(request))),
    );
    expect(outcomes.toSorted()).toEqual([
      'PolicyVersionConflict',
      'PolicyVersionConflict',
      'PolicyVersionConflict',
      'success',
    ]);
    expect(await codeOf(administration.activatePolicy({ ...request, expectedVersion: 7 }))).toBe(
      'PolicyVersionConflict',
    );
    await administration.verifyStore();
  });

  test('is refused where the authorizer brings its own policy', async () => {
    await using vault = await openTestVault();
    expect(await codeOf(vault.administration.activatePolicy({ documents: [], expectedVersion: 0 }))).toBe(
      'PolicyNotFollowed',
    );
  });

  test('is followed by the other vaults over the same records, and after reopening', async () => {
    const store = new MemoryKeyStore();
    const first = await openWith({ authorizer: new FollowingAuthorizer(), keyStore: store });
    const second = await openWith({ authorizer: new FollowingAuthorizer(), keyStore: store.openAnother() });
    expect(await codeOf(second.as(alice).createKey())).toBe('NoActivePolicy');
    await first.administration.activatePolicy({ documents: [document('allow')], expectedVersion: 0 });
    expect(await outcomeOf(second.as(alice).createKey())).toBe('success');
    await second.administration.activatePolicy({ documents: [document('deny')], expectedVersion: 1 });
    expect(await codeOf(first.as(alice).createKey())).toBe('AccessDenied');
    await first.close();
    await second.close();
    await using third = await openWith({ authorizer: new FollowingAuthorizer(), keyStore: store.openAnother() });
    expect(await codeOf(third.as(alice).createKey())).toBe('AccessDenied');
    await third.administration.verifyStore();
  });

  describe('of a bundle that was built', () => {
    test('takes its version, which only rises', async () => {
      await using vault = await openWith({ authorizer: new BundlingAuthorizer() });
      const { administration } = vault;
      expect(await administration.activatePolicy({ documents: '7 allow', expectedVersion: 0 })).toEqual({ version: 7 });
      expect(await outcomeOf(vault.as(alice).createKey())).toBe('success');
      for (const documents of ['7 deny', '6 deny', '1 deny']) {
        const error = await refusal(administration.activatePolicy({ documents, expectedVersion: 7 }));
        expect(error.code).toBe('PolicyVersionConflict');
        expect(error.message).toContain('it only rises');
      }
      expect(await outcomeOf(vault.as(alice).createKey())).toBe('success');
      expect(await codeOf(administration.activatePolicy({ documents: '9 deny', expectedVersion: 6 }))).toBe(
        'PolicyVersionConflict',
      );
      expect(await administration.activatePolicy({ documents: '9 deny', expectedVersion: 7 })).toEqual({ version: 9 });
      expect(await codeOf(vault.as(alice).createKey())).toBe('AccessDenied');
      expect(await administration.activatePolicy({ documents: [document('allow')], expectedVersion: 9 })).toEqual({
        version: 10,
      });
      await administration.verifyStore();
    });

    test('is followed as it is, and denies everything where it is not trusted', async () => {
      const store = new MemoryKeyStore();
      await using first = await openWith({ authorizer: new BundlingAuthorizer(), keyStore: store });
      await using second = await openWith({
        authorizer: new BundlingAuthorizer('deny'),
        keyStore: store.openAnother(),
      });
      await first.administration.activatePolicy({ documents: `3 allow ${'x'.repeat(600_000)}`, expectedVersion: 0 });
      expect(await outcomeOf(first.as(alice).createKey())).toBe('success');
      const denied = await refusal(second.as(alice).createKey());
      expect(denied.code).toBe('AccessDenied');
      expect(await codeOf(second.administration.activatePolicy({ documents: '4 allow', expectedVersion: 3 }))).toBe(
        'PolicyNotTrusted',
      );
      await first.administration.activatePolicy({ documents: '4 deny', expectedVersion: 3 });
      expect(await codeOf(first.as(alice).createKey())).toBe('AccessDenied');
      await using third = await openWith({ authorizer: new BundlingAuthorizer(), keyStore: store.openAnother() });
      expect(await codeOf(third.as(alice).createKey())).toBe('AccessDenied');
    });

    test('is refused where the authorizer takes none, or gives it no version', async () => {
      await using vault = await openWith({ authorizer: new FollowingAuthorizer() });
      expect(await codeOf(vault.administration.activatePolicy({ documents: '1 allow', expectedVersion: 0 }))).toBe(
        'InvalidArgument',
      );
      await using other = await openWith({ authorizer: new BundlingAuthorizer() });
      for (const version of ['0', '-1', '1.5', 'x', '4294967296']) {
        const activation = other.administration.activatePolicy({ documents: `${version} allow`, expectedVersion: 0 });
        expect(await codeOf(activation)).toBe('PluginMisbehaved');
      }
      expect(await codeOf(other.as(alice).createKey())).toBe('NoActivePolicy');
    });
  });

  test('takes a bundle that is larger than any record and any commit', { timeout: 20_000 }, async () => {
    const store = new MemoryKeyStore();
    const large = Array.from({ length: 3 }, (_, index) => ({
      name: `large-${index}.yaml`,
      text: `allow${' '.repeat(900_000)}`,
    }));
    const first = await openWith({ authorizer: new FollowingAuthorizer(), keyStore: store });
    await first.administration.activatePolicy({ documents: large, expectedVersion: 0 });
    await first.close();
    const second = await openWith({ authorizer: new FollowingAuthorizer(), keyStore: store.openAnother() });
    expect(await outcomeOf(second.as(alice).createKey())).toBe('success');
    await second.administration.activatePolicy({ documents: [document('allow')], expectedVersion: 1 });
    // What the old bundle took up is free again: the pointer, one part, the key with its material, and the time.
    expect(await second.administration.verifyStore()).toEqual({ records: 5 });
    await second.close();
  });

  test('leaves the old bundle in force when the store fails anywhere on the way', async () => {
    for (let failAt = 1, done = false; !done; failAt += 1) {
      const store = new MemoryKeyStore();
      let calls = Number.NEGATIVE_INFINITY;
      const failing = failingStore(store, () => {
        calls += 1;
        return calls === failAt ? { error: new VaultError('StoreUnavailable', 'The disk is full.') } : undefined;
      });
      const first = await openWith({ authorizer: new FollowingAuthorizer(), keyStore: failing });
      await first.administration.activatePolicy({ documents: [document('deny')], expectedVersion: 0 });
      calls = 0;
      const outcome = await outcomeOf(
        first.administration.activatePolicy({ documents: [document('allow')], expectedVersion: 1 }),
      );
      done = calls < failAt;
      calls = Number.NEGATIVE_INFINITY;
      expect(['success', 'StoreUnavailable']).toContain(outcome);
      expect(await outcomeOf(first.as(alice).createKey())).toBe(outcome === 'success' ? 'success' : 'AccessDenied');
      await first.close();
      await using second = await openWith({ authorizer: new FollowingAuthorizer(), keyStore: store.openAnother() });
      expect(await outcomeOf(second.as(alice).createKey())).toBe(outcome === 'success' ? 'success' : 'AccessDenied');
      await second.administration.verifyStore();
    }
  });
});

describe('an authorizer that brings its own policy', () => {
  const status = { state: 'stale', source: './policies', hash: 'x', version: 3 } as const;
  const staleness = { since: 1, deniesAt: 2, reason: 'line 3 is wrong' };

  test('puts another in its place between operations, never within one', async () => {
    const asked: string[][] = [[], []];
    let reads = 0;
    const policies = asked.map((actions) => ({
      ...policyThat(true),
      decide: async ({ action }: AuthorizationRequest) => {
        actions.push(action);
        await Promise.resolve();
        return { effect: 'allow', kind: 'explicit', rule: 'test/allow', reason: 'The test allows it.' } as const;
      },
    }));
    const authorizer: Authorizer = {
      get policy() {
        reads += 1;
        return policies[reads % 2];
      },
      compile: () => policyThat(true),
    } as Authorizer;
    await using vault = await openWith({ authorizer });
    for (let number = 0; number < 6; number += 1) await vault.as(alice).createKey({ alias: `alias/a-${number}` });
    for (const actions of asked) {
      expect(actions.length).toBeGreaterThan(0);
      expect(actions.filter((action) => action === 'kms:cmk:create')).toHaveLength(actions.length / 2);
    }
  });

  test('denies everything while it brings none, or one that is no policy', async () => {
    let policy: unknown = policyThat(true);
    const authorizer = {
      get policy() {
        if (policy === 'thrown') throw new Error('It failed.');
        return policy;
      },
      compile: () => policyThat(true),
    };
    await using vault = await openWith({ authorizer });
    const kms = vault.as(alice);
    for (const broken of [undefined, null, 7, {}, { decide: () => ({}) }, 'thrown']) {
      expect(await outcomeOf(kms.createKey())).toBe('success');
      policy = broken;
      expect(await codeOf(kms.createKey())).toBe('AccessDenied');
      policy = policyThat(true);
    }
    policy = policyThat(false);
    expect(await codeOf(kms.createKey())).toBe('AccessDenied');
  });

  test('says how things stand with it', async () => {
    const authorizer = { policy: policyThat(true), compile: () => policyThat(true) };
    await using silent = await openWith({ authorizer });
    expect(silent.policyStatus()).toEqual({ state: 'current', source: 'authorizer' });
    const given = { ...status, staleness, secret: 'x' };
    await using telling = await openWith({ authorizer: { ...authorizer, status: () => given } });
    expect(telling.policyStatus()).toEqual({ ...status, staleness });
    for (const wrong of [undefined, {}, { state: 'good', source: 'x' }, { state: 'stale' }]) {
      await using lying = await openWith({ authorizer: { ...authorizer, status: () => wrong } });
      expect(() => lying.policyStatus()).toThrow(expect.objectContaining({ code: 'PluginMisbehaved' }) as Error);
    }
  });

  test('and one that follows the vault: what is active', async () => {
    const store = new MemoryKeyStore();
    await using vault = await openWith({ authorizer: new BundlingAuthorizer(), keyStore: store });
    expect(vault.policyStatus()).toEqual({ state: 'none', source: 'vault' });
    await vault.administration.activatePolicy({ documents: '7 allow', expectedVersion: 0 });
    expect(vault.policyStatus()).toEqual({ state: 'current', source: 'vault', version: 7 });
    await using other = await openWith({ authorizer: new BundlingAuthorizer('deny'), keyStore: store.openAnother() });
    expect(other.policyStatus()).toEqual({ state: 'denying', source: 'vault', version: 7 });
  });
});

describe('the host', () => {
  test('is not decided by policy, but what it does is audited as host', async () => {
    const events: unknown[] = [];
    const sink = {
      write: (batch: readonly unknown[]) => Promise.resolve(void events.push(...batch)),
      sync: () => Promise.resolve(),
      close: () => Promise.resolve(),
    };
    const vault = await openWith({ authorizer: new FollowingAuthorizer(), sinks: [sink] });
    await vault.administration.activatePolicy({ documents: [document('deny')], expectedVersion: 0 });
    await vault.administration.verifyStore();
    await vault.close();
    expect(events).toContainEqual(
      expect.objectContaining({
        operation: 'activatePolicy',
        action: 'kms:vault:activatePolicy',
        principal: 'host',
        phase: 'intent',
      }),
    );
    expect(events).toContainEqual(
      expect.objectContaining({ operation: 'verifyStore', principal: 'host', outcome: 'success' }),
    );
    expect(JSON.stringify(events)).not.toContain('deny');
  });

  test('has operations that no principal reaches', async () => {
    await using vault = await openTestVault();
    const kms: object = vault.as(alice);
    for (const name of Object.keys(vault.administration)) expect(name in kms).toBe(false);
  });
});
