import { type AuditEvent, type AuthorizationRequest, type CallerOperations, operations } from '@chatelaine/core';
import { type Decide, openTestVault } from '@chatelaine/conformance';
import { grantableOperations } from '@chatelaine/core';
import { MemoryKeyStore } from '@chatelaine/store-memory';
import type { Vault } from '@chatelaine/vault';
import { describe, expect, test } from 'vitest';
import { ManualClock } from './support/manual-clock.ts';
import { codeOf, outcomeOf } from './support/refusal.ts';

const plaintext = Buffer.from('text');
const alice = { id: 'user:alice' };
const denied = { effect: 'deny', kind: 'explicit', rule: 'test/deny', reason: 'The test forbids it.' } as const;

/** Alice may do everything with every key; everybody may list. What `bans` names is denied, and so is what it calls unknown. */
class Rules {
  readonly bans = new Map<string, 'explicit' | 'unknown'>();
  readonly asked: AuthorizationRequest[] = [];
  /** Whom everything is allowed. */
  readonly allowed = new Set(['user:alice']);

  readonly decide: Decide = (request) => {
    this.asked.push(request);
    const kind = this.bans.get(`${request.principal.id} ${request.action}`);
    if (kind !== undefined) return { ...denied, kind };
    return this.allowed.has(request.principal.id) || /^kms:(?:cmk|alias):list/.test(request.action);
  };
}

interface Place extends AsyncDisposable {
  readonly vault: Vault;
  readonly rules: Rules;
  readonly events: AuditEvent[];
  readonly clock: ManualClock;
  readonly keyId: string;
  readonly as: (name: string) => CallerOperations;
}

async function place(): Promise<Place> {
  const rules = new Rules();
  const events: AuditEvent[] = [];
  const clock = new ManualClock();
  const vault = await openTestVault({ decide: rules.decide, events, clock, jobs: 'manual' });
  const { keyId } = await vault.as(alice).createKey({ alias: 'alias/payments' });
  return {
    vault,
    rules,
    events,
    clock,
    keyId,
    as: (name) => vault.as({ id: `user:${name}` }),
    [Symbol.asyncDispose]: () => vault.close(),
  };
}

describe('a grant', () => {
  test('lets its grantee do what it names on its key, by id and by alias, and nothing else', async () => {
    await using at = await place();
    const other = await at.as('alice').createKey();
    const bob = at.as('bob');
    expect(await codeOf(bob.encryptData({ keyId: at.keyId, plaintext }))).toBe('AccessDenied');
    const { grantId } = await at.as('alice').createGrant({
      keyId: 'alias/payments',
      grantee: 'user:bob',
      operations: ['encryptData', 'decryptData', 'describeKey'],
    });
    expect(grantId).toMatch(/^[0-9a-f]{64}$/);
    for (const keyId of [at.keyId, 'alias/payments']) {
      const { ciphertext } = await bob.encryptData({ keyId, plaintext });
      expect(Buffer.from((await bob.decryptData({ ciphertext })).plaintext)).toEqual(plaintext);
    }
    expect((await bob.listKeys()).keys.map(({ keyId }) => keyId)).toEqual([at.keyId]);
    expect((await bob.listAliases()).aliases.map(({ alias }) => alias)).toEqual(['alias/payments']);
    expect(await codeOf(bob.createDataKey({ keyId: at.keyId }))).toBe('AccessDenied');
    expect(await codeOf(bob.disableKey({ keyId: at.keyId }))).toBe('AccessDenied');
    expect(await codeOf(bob.encryptData({ keyId: other.keyId, plaintext }))).toBe('AccessDenied');
    expect(await codeOf(at.as('eve').encryptData({ keyId: at.keyId, plaintext }))).toBe('AccessDenied');
  });

  test('is what the audit trail tells of a use that it allows', async () => {
    const events: AuditEvent[] = [];
    const rules = new Rules();
    const vault = await openTestVault({ decide: rules.decide, events });
    const { keyId } = await vault.as(alice).createKey();
    const { grantId } = await vault.as(alice).createGrant({ keyId, grantee: 'user:bob', operations: ['encryptData'] });
    await vault.as({ id: 'user:bob' }).encryptData({ keyId, plaintext });
    await vault.close();
    expect(events.find(({ principal }) => principal === 'user:bob')).toMatchObject({
      operation: 'encryptData',
      decision: { effect: 'allow', kind: 'explicit', rule: `grant/${grantId}` },
      outcome: 'success',
    });
  });

  test('is asked for by the policy with what it would give, and costs the calls of others no question', async () => {
    await using at = await place();
    at.rules.asked.length = 0;
    await at.as('alice').createGrant({
      keyId: at.keyId,
      grantee: 'user:bob',
      operations: ['encryptData'],
      retiringPrincipal: 'user:carol',
    });
    const [first, second] = at.rules.asked;
    expect(first).toMatchObject({
      action: 'kms:cmk:createGrant',
      facts: {
        grant: { grantee: 'user:bob', operations: ['kms:cmk:encryptData'], retiringPrincipal: 'user:carol' },
      },
    });
    expect(second).toMatchObject({ action: 'kms:cmk:encryptData', principal: { id: 'user:alice' } });
    at.rules.asked.length = 0;
    await at.as('alice').encryptData({ keyId: at.keyId, plaintext });
    expect(at.rules.asked).toHaveLength(1);
  });

  test.each(['explicit', 'unknown'] as const)('never lifts a deny that is %s', async (kind) => {
    await using at = await place();
    await at.as('alice').createGrant({ keyId: at.keyId, grantee: 'user:bob', operations: ['encryptData'] });
    await at.as('bob').encryptData({ keyId: at.keyId, plaintext });
    at.rules.bans.set('user:bob kms:cmk:encryptData', kind);
    expect(await codeOf(at.as('bob').encryptData({ keyId: at.keyId, plaintext }))).toBe('AccessDenied');
  });

  test.each(['explicit', 'unknown', 'default'] as const)(
    'is worth what its grantor may at the moment: a deny that is %s ends it',
    async (kind) => {
      await using at = await place();
      await at.as('alice').createGrant({ keyId: at.keyId, grantee: 'user:bob', operations: ['encryptData'] });
      if (kind === 'default') at.rules.allowed.delete('user:alice');
      else at.rules.bans.set('user:alice kms:cmk:encryptData', kind);
      expect(await codeOf(at.as('bob').encryptData({ keyId: at.keyId, plaintext }))).toBe('AccessDenied');
      at.rules.allowed.add('user:alice');
      at.rules.bans.clear();
      await at.as('bob').encryptData({ keyId: at.keyId, plaintext });
    },
  );

  test('is asked for with the principal and the request context that its grantor had', async () => {
    await using at = await place();
    const grantor = {
      id: 'user:alice',
      roles: ['admin'],
      groups: ['staff'],
      attributes: { tenant: 't-1' },
    };
    const context = { source: { ip: '10.0.0.1' }, mfa: { ageSeconds: 5 } };
    await at.vault
      .as(grantor, context)
      .createGrant({ keyId: at.keyId, grantee: 'user:bob', operations: ['encryptData'] });
    at.rules.asked.length = 0;
    await at.vault.as({ id: 'user:bob' }, { source: { ip: '10.9.9.9' } }).encryptData({ keyId: at.keyId, plaintext });
    const [own, asGrantor] = at.rules.asked;
    expect(own?.principal.id).toBe('user:bob');
    expect(asGrantor).toMatchObject({ principal: grantor, context });
    expect(Object.getPrototypeOf(asGrantor?.principal.attributes)).toBeNull();
    expect(Object.isFrozen(asGrantor?.principal.roles)).toBe(true);
  });

  test('is not given by someone who has not the right, nor to its grantor', async () => {
    await using at = await place();
    const give = (name: string, grantee: string): Promise<string> =>
      codeOf(at.as(name).createGrant({ keyId: at.keyId, grantee, operations: ['encryptData'] }));
    expect(await give('bob', 'user:carol')).toBe('AccessDenied');
    expect(await give('alice', 'user:alice')).toBe('SelfGain');
    at.rules.bans.set('user:alice kms:cmk:encryptData', 'explicit');
    expect(await give('alice', 'user:bob')).toBe('AccessDenied');
  });

  test('ends when it expires, at once', async () => {
    await using at = await place();
    const expiresAt = new Date(at.clock.now() + 60_000).toISOString();
    await at.as('alice').createGrant({ keyId: at.keyId, grantee: 'user:bob', operations: ['encryptData'], expiresAt });
    at.clock.advance(59_999);
    await at.as('bob').encryptData({ keyId: at.keyId, plaintext });
    expect((await at.as('alice').listGrants({ keyId: at.keyId })).grants).toMatchObject([{ expiresAt }]);
    at.clock.advance(1);
    expect(await codeOf(at.as('bob').encryptData({ keyId: at.keyId, plaintext }))).toBe('AccessDenied');
    expect((await at.as('alice').listGrants({ keyId: at.keyId })).grants).toEqual([]);
  });

  test('goes with its key: no record of it is left when the key is destroyed', async () => {
    const store = new MemoryKeyStore();
    const clock = new ManualClock();
    const vault = await openTestVault({ store, clock, jobs: 'manual' });
    const kms = vault.as(alice);
    const { keyId } = await kms.createKey();
    await kms.createGrant({ keyId, grantee: 'user:bob', operations: ['encryptData'] });
    expect(await store.list('grant/', undefined, 10)).toHaveLength(1);
    await kms.scheduleKeyDeletion({ keyId, pendingDays: 7 });
    for (let hour = 0; hour < 7 * 24 + 1; hour += 12) {
      clock.advance(12 * 3_600_000);
      await vault.administration.runDueJobs();
    }
    const left = await store.list('grant/', undefined, 10);
    expect(left.filter(({ value }) => value !== null)).toEqual([]);
    await vault.administration.verifyStore();
    await vault.close();
  });

  test('counts in another vault on the same store, and is gone there when it is revoked', async () => {
    const store = new MemoryKeyStore();
    const rules = new Rules();
    const one = await openTestVault({ store, decide: rules.decide });
    const { keyId } = await one.as(alice).createKey();
    const other = await openTestVault({ store, decide: rules.decide });
    const bob = other.as({ id: 'user:bob' });
    expect(await codeOf(bob.encryptData({ keyId, plaintext }))).toBe('AccessDenied');
    const { grantId } = await one.as(alice).createGrant({ keyId, grantee: 'user:bob', operations: ['encryptData'] });
    const reopened = await openTestVault({ store, decide: rules.decide });
    await reopened.as({ id: 'user:bob' }).encryptData({ keyId, plaintext });
    await reopened.as(alice).revokeGrant({ keyId, grantId });
    const again = await openTestVault({ store, decide: rules.decide });
    expect(await codeOf(again.as({ id: 'user:bob' }).encryptData({ keyId, plaintext }))).toBe('AccessDenied');
    await again.administration.verifyStore();
  });
});

test('another vault on the same store knows of a grant, and of its end, within one second', async () => {
  const clock = new ManualClock();
  const rules = new Rules();
  const store = new MemoryKeyStore();
  const open = () => openTestVault({ store: store.openAnother(), decide: rules.decide, clock, jobs: 'manual' });
  await using one = await open();
  await using other = await open();
  const { keyId } = await one.as(alice).createKey();
  const bob = other.as({ id: 'user:bob' });
  clock.advance(1_001);
  expect(await codeOf(bob.encryptData({ keyId, plaintext }))).toBe('AccessDenied');
  const { grantId } = await one.as(alice).createGrant({ keyId, grantee: 'user:bob', operations: ['encryptData'] });
  clock.advance(1_001);
  await bob.encryptData({ keyId, plaintext });
  await one.as(alice).revokeGrant({ keyId, grantId });
  clock.advance(1_001);
  expect(await codeOf(bob.encryptData({ keyId, plaintext }))).toBe('AccessDenied');
});

describe('the encryption context that a grant is for', () => {
  const contexts = [
    {},
    { tenant: 't-1' },
    { tenant: 't-1', purpose: 'mail' },
    { tenant: 't-2' },
    { Tenant: 't-1' },
    { tenant: 't-1', purpose: 'mail', more: '' },
  ];

  test.each([
    [{ encryptionContextEquals: {} }, [0]],
    [{ encryptionContextEquals: { tenant: 't-1' } }, [1]],
    [{ encryptionContextEquals: { purpose: 'mail', tenant: 't-1' } }, [2]],
    [{ encryptionContextSubset: { tenant: 't-1' } }, [1, 2, 5]],
    [{ encryptionContextSubset: { tenant: 't-1', purpose: 'mail' } }, [2, 5]],
    [{}, [0, 1, 2, 3, 4, 5]],
  ])('%o', async (constraint, fitting) => {
    await using at = await place();
    await at
      .as('alice')
      .createGrant({ keyId: at.keyId, grantee: 'user:bob', operations: ['encryptData'], ...constraint });
    const outcomes = await Promise.all(
      contexts.map((encryptionContext) =>
        outcomeOf(at.as('bob').encryptData({ keyId: at.keyId, plaintext, encryptionContext })),
      ),
    );
    expect(outcomes.flatMap((outcome, index) => (outcome === 'success' ? [index] : []))).toEqual(fitting);
  });

  test('must be one for which the grantor has the right', async () => {
    const decide: Decide = ({ principal, action, encryptionContext }) =>
      principal.id === 'user:alice' && (action !== 'kms:cmk:encryptData' || encryptionContext?.['tenant'] === 't-1');
    await using vault = await openTestVault({ decide });
    const kms = vault.as(alice);
    const { keyId } = await kms.createKey();
    const grant = { keyId, grantee: 'user:bob', operations: ['encryptData'] } as const;
    expect(await codeOf(kms.createGrant(grant))).toBe('AccessDenied');
    expect(await codeOf(kms.createGrant({ ...grant, encryptionContextEquals: { tenant: 't-2' } }))).toBe(
      'AccessDenied',
    );
    await kms.createGrant({ ...grant, encryptionContextSubset: { tenant: 't-1' } });
    const encryptionContext = { tenant: 't-1', purpose: 'mail' };
    await vault.as({ id: 'user:bob' }).encryptData({ keyId, plaintext, encryptionContext });
  });
});

describe('grants that are passed on', () => {
  const all = ['createGrant', 'encryptData'] as const;
  const names = ['alice', 'bob', 'carol', 'dave', 'erin', 'frank', 'grace'];

  async function chain(at: Place, length: number): Promise<string[]> {
    const ids: string[] = [];
    for (let link = 0; link < length; link += 1) {
      const { grantId } = await at
        .as(names[link] ?? '')
        .createGrant({ keyId: at.keyId, grantee: `user:${names[link + 1]}`, operations: all });
      ids.push(grantId);
    }
    return ids;
  }

  test('five may rest on each other, a sixth not', async () => {
    await using at = await place();
    const ids = await chain(at, 5);
    await at.as('frank').encryptData({ keyId: at.keyId, plaintext });
    expect(
      await codeOf(at.as('frank').createGrant({ keyId: at.keyId, grantee: 'user:grace', operations: ['encryptData'] })),
    ).toBe('GrantDepthExceeded');
    const { grants } = await at.as('alice').listGrants({ keyId: at.keyId });
    const parents = new Map(grants.map(({ grantId, parentGrantId }) => [grantId, parentGrantId]));
    expect(ids.map((id) => parents.get(id))).toEqual([undefined, ...ids.slice(0, -1)]);
  });

  test.each([0, 1, 2])('end with the link that is cut: number %i', async (cut) => {
    await using at = await place();
    const ids = await chain(at, 4);
    await at.as('alice').revokeGrant({ keyId: at.keyId, grantId: ids[cut] ?? '' });
    const outcomes = await Promise.all(
      names.slice(1, 5).map((name) => outcomeOf(at.as(name).encryptData({ keyId: at.keyId, plaintext }))),
    );
    expect(outcomes).toEqual(names.slice(1, 5).map((_, index) => (index < cut ? 'success' : 'AccessDenied')));
    expect((await at.as('alice').listGrants({ keyId: at.keyId })).grants).toHaveLength(cut);
    await at.vault.administration.verifyStore();
  });

  test('end when a deny meets somebody in between', async () => {
    await using at = await place();
    await chain(at, 3);
    at.rules.bans.set('user:bob kms:cmk:encryptData', 'explicit');
    expect(await codeOf(at.as('carol').encryptData({ keyId: at.keyId, plaintext }))).toBe('AccessDenied');
    expect(await codeOf(at.as('dave').encryptData({ keyId: at.keyId, plaintext }))).toBe('AccessDenied');
  });

  test('give no more than what they rest on: operations, contexts, time', async () => {
    await using at = await place();
    const soon = new Date(at.clock.now() + 60_000).toISOString();
    const later = new Date(at.clock.now() + 60_001).toISOString();
    await at.as('alice').createGrant({
      keyId: at.keyId,
      grantee: 'user:bob',
      operations: all,
      encryptionContextSubset: { tenant: 't-1' },
      expiresAt: soon,
    });
    const pass = (more: object): Promise<string> =>
      outcomeOf(
        at.as('bob').createGrant({
          keyId: at.keyId,
          grantee: 'user:carol',
          operations: ['encryptData'],
          encryptionContextSubset: { tenant: 't-1' },
          ...more,
        }),
      );
    expect(await pass({ operations: ['decryptData'] })).toBe('AccessDenied');
    expect(await pass({ encryptionContextSubset: undefined })).toBe('AccessDenied');
    expect(await pass({ encryptionContextSubset: { tenant: 't-2' } })).toBe('AccessDenied');
    expect(await pass({ expiresAt: later })).toBe('AccessDenied');
    expect(await pass({ grantee: 'user:alice' })).toBe('SelfGain');
    expect(await pass({ grantee: 'user:bob' })).toBe('SelfGain');
    expect(await pass({ encryptionContextSubset: { tenant: 't-1', purpose: 'mail' } })).toBe('success');
    expect(await pass({})).toBe('success');
    const { grants } = await at.as('alice').listGrants({ keyId: at.keyId });
    expect(grants.map(({ expiresAt }) => expiresAt)).toEqual([soon, soon, soon]);
    const carol = at.as('carol');
    await carol.encryptData({ keyId: at.keyId, plaintext, encryptionContext: { tenant: 't-1' } });
    at.clock.advance(60_000);
    const late = carol.encryptData({ keyId: at.keyId, plaintext, encryptionContext: { tenant: 't-1' } });
    expect(await codeOf(late)).toBe('AccessDenied');
  });

  test('need a grant that may be passed on', async () => {
    await using at = await place();
    await at.as('alice').createGrant({ keyId: at.keyId, grantee: 'user:bob', operations: ['encryptData'] });
    expect(
      await codeOf(at.as('bob').createGrant({ keyId: at.keyId, grantee: 'user:carol', operations: ['encryptData'] })),
    ).toBe('AccessDenied');
  });
});

describe('a grant goes', () => {
  test('when its grantee or its retiring principal retires it, who need no rule; others may not, and a deny holds', async () => {
    await using at = await place();
    const make = async (): Promise<{ keyId: string; grantId: string }> => {
      const { grantId } = await at.as('alice').createGrant({
        keyId: at.keyId,
        grantee: 'user:bob',
        operations: ['encryptData'],
        retiringPrincipal: 'user:carol',
      });
      return { keyId: at.keyId, grantId };
    };
    const first = await make();
    expect(await codeOf(at.as('eve').retireGrant(first))).toBe('AccessDenied');
    expect(await codeOf(at.as('bob').revokeGrant(first))).toBe('AccessDenied');
    at.rules.bans.set('user:bob kms:cmk:retireGrant', 'explicit');
    expect(await codeOf(at.as('bob').retireGrant(first))).toBe('AccessDenied');
    at.rules.bans.clear();
    const retirable = await at.as('carol').listRetirableGrants();
    expect(retirable.grants).toMatchObject([{ grantId: first.grantId, grantor: 'user:alice', grantee: 'user:bob' }]);
    expect((await at.as('eve').listRetirableGrants()).grants).toEqual([]);
    await at.as('bob').retireGrant(first);
    expect(await codeOf(at.as('bob').encryptData({ keyId: at.keyId, plaintext }))).toBe('AccessDenied');
    expect(await codeOf(at.as('alice').retireGrant(first))).toBe('GrantNotFound');
    await at.as('carol').retireGrant(await make());
    const last = await make();
    await at.as('alice').revokeGrant(last);
    expect(await codeOf(at.as('alice').revokeGrant(last))).toBe('GrantNotFound');
    expect(await codeOf(at.as('eve').revokeGrant(last))).toBe('AccessDenied');
    expect((await at.as('carol').listRetirableGrants()).grants).toEqual([]);
  });

  test('only from the key that it is of', async () => {
    await using at = await place();
    const other = await at.as('alice').createKey();
    const { grantId } = await at
      .as('alice')
      .createGrant({ keyId: at.keyId, grantee: 'user:bob', operations: ['encryptData'] });
    expect(await codeOf(at.as('alice').revokeGrant({ keyId: other.keyId, grantId }))).toBe('GrantNotFound');
    await at.as('bob').encryptData({ keyId: at.keyId, plaintext });
  });
});

describe('the grants of a key', () => {
  test('are 100 at most, whoever makes them at the same time; ended ones make room', async () => {
    await using at = await place();
    const grant = { keyId: at.keyId, operations: ['encryptData'] } as const;
    const expiresAt = new Date(at.clock.now() + 1_000).toISOString();
    for (let count = 0; count < 99; count += 1) {
      await at.as('alice').createGrant({ ...grant, grantee: `user:u${count}`, ...(count < 30 && { expiresAt }) });
    }
    const outcomes = await Promise.all(
      ['a', 'b', 'c'].map((name) => outcomeOf(at.as('alice').createGrant({ ...grant, grantee: `user:${name}` }))),
    );
    expect(outcomes.toSorted()).toEqual(['GrantLimitExceeded', 'GrantLimitExceeded', 'success']);
    at.clock.advance(1_000);
    for (let count = 0; count < 30; count += 1) {
      await at.as('alice').createGrant({ ...grant, grantee: `user:v${count}` });
    }
    expect(await codeOf(at.as('alice').createGrant({ ...grant, grantee: 'user:w' }))).toBe('GrantLimitExceeded');
    const pages: string[] = [];
    for (let marker: string | undefined; ;) {
      const page = await at
        .as('alice')
        .listGrants({ keyId: at.keyId, limit: 33, ...(marker !== undefined && { marker }) });
      pages.push(...page.grants.map(({ grantId }) => grantId));
      marker = page.nextMarker;
      if (marker === undefined) break;
    }
    expect(new Set(pages).size).toBe(100);
    expect(pages).toEqual(pages.toSorted());
    await at.vault.administration.verifyStore();
  });

  test('stay through changes of the key', async () => {
    await using at = await place();
    await at.as('alice').createGrant({ keyId: at.keyId, grantee: 'user:bob', operations: ['encryptData'] });
    const kms = at.as('alice');
    await kms.tagKey({ keyId: at.keyId, tags: { env: 'prod' } });
    await kms.rotateKey({ keyId: at.keyId });
    await kms.createAlias({ keyId: at.keyId, alias: 'alias/second' });
    await kms.disableKey({ keyId: at.keyId });
    expect(await codeOf(at.as('bob').encryptData({ keyId: at.keyId, plaintext }))).toBe('KeyDisabled');
    await kms.enableKey({ keyId: at.keyId });
    await at.as('bob').encryptData({ keyId: 'alias/second', plaintext });
  });

  test('are not made for the default key of a service', async () => {
    await using at = await place();
    await at.vault.service('obs').encryptData({ keyId: 'alias/obs/default', plaintext });
    expect(
      await codeOf(
        at.as('alice').createGrant({ keyId: 'alias/obs/default', grantee: 'user:bob', operations: ['encryptData'] }),
      ),
    ).toBe('DefaultKeyProtected');
  });
});

test('a service can be given a key, and re-encryption takes a grant on each key', async () => {
  await using at = await place();
  const other = await at.as('alice').createKey();
  const obs = at.vault.service('obs');
  const { ciphertext } = await at.as('alice').encryptData({ keyId: at.keyId, plaintext });
  const move = (): Promise<string> => outcomeOf(obs.reEncrypt({ ciphertext, destinationKeyId: other.keyId }));
  const give = (keyId: string, operation: 'reEncryptFrom' | 'reEncryptTo'): Promise<unknown> =>
    at.as('alice').createGrant({ keyId, grantee: 'service:obs', operations: [operation] });
  await give(at.keyId, 'reEncryptFrom');
  expect(await move()).toBe('AccessDenied');
  await give(at.keyId, 'reEncryptTo');
  expect(await move()).toBe('AccessDenied');
  await give(other.keyId, 'reEncryptTo');
  expect(await move()).toBe('success');
});

describe('createGrant refuses', () => {
  const good = { grantee: 'user:bob', operations: ['encryptData'] };
  test.each([
    ['no grantee', { grantee: undefined }],
    ['a group', { grantee: 'group:staff' }],
    ['a grantee of another form', { grantee: 'user:b b' }],
    ['no operations', { operations: [] }],
    ['operations that are no list', { operations: 'encryptData' }],
    ['a hole', { operations: Array.from({ length: 2 }).slice(0, 1) }],
    ['an operation that no grant gives', { operations: ['disableKey'] }],
    ['an action for an operation', { operations: ['kms:cmk:encryptData'] }],
    ['a retiring principal of another form', { retiringPrincipal: 'bob' }],
    ['a time that has passed', { expiresAt: '2020-01-01T00:00:00Z' }],
    ['31 February', { expiresAt: '2099-02-31T00:00:00Z' }],
    ['a time of another form', { expiresAt: 'tomorrow' }],
    ['two conditions', { encryptionContextEquals: { a: '1' }, encryptionContextSubset: { a: '1' } }],
    ['a condition without a pair', { encryptionContextSubset: {} }],
    ['a condition on what takes no context', { operations: ['sign'], encryptionContextEquals: { a: '1' } }],
    ['an unknown member', { more: true }],
    ['a name of 256 characters', { name: 'n'.repeat(256) }],
  ])('%s', async (_what, bad) => {
    await using at = await place();
    const request = Object.fromEntries(
      Object.entries({ keyId: at.keyId, ...good, ...bad }).filter(([, value]) => value !== undefined),
    );
    const code = await codeOf(at.as('alice').createGrant(request as never));
    expect(['InvalidArgument', 'InputTooLarge']).toContain(code);
    expect((await at.as('alice').listGrants({ keyId: at.keyId })).grants).toEqual([]);
  });

  test.each(['', 'a'.repeat(63), 'g'.repeat(64)])('retiring the grant %j', async (grantId) => {
    await using at = await place();
    expect(await codeOf(at.as('alice').retireGrant({ keyId: at.keyId, grantId }))).toBe('InvalidArgument');
    expect(await codeOf(at.as('alice').revokeGrant({ keyId: at.keyId, grantId }))).toBe('InvalidArgument');
  });
});

test('what a grant can give are operations of the table, under their actions', () => {
  const reEncrypt = operations.reEncrypt;
  const known: Record<string, string | undefined> = {
    ...Object.fromEntries(Object.entries(operations).map(([name, { action }]) => [name, action])),
    reEncryptFrom: reEncrypt.action,
    reEncryptTo: reEncrypt.destinationAction,
  };
  for (const [name, action] of Object.entries(grantableOperations)) expect(known[name], name).toBe(action);
  // Every use of a key can be granted.
  const uses = Object.values(operations).filter(({ effect, resource }) => effect === 'use' && resource !== 'none');
  for (const { action } of uses) expect(Object.values(grantableOperations)).toContain(action);
});
