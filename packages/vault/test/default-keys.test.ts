import {
  type AuditEvent,
  type AuthorizationRequest,
  type CallerOperations,
  type Decision,
  VaultError,
} from '@chatelaine/core';
import { type Decide, failingStore, openTestVault, pausingStore } from '@chatelaine/conformance';
import { MemoryKeyStore } from '@chatelaine/store-memory';
import { describe, expect, test } from 'vitest';
import { FollowingAuthorizer, openWith } from './support/open-with.ts';
import { forms } from './support/forms.ts';
import { codeOf, outcomeOf, refusal } from './support/refusal.ts';

const plaintext = Buffer.from('text');
const alias = 'alias/obs/default';
const times = <Result>(count: number, make: (index: number) => Result): Result[] =>
  Array.from({ length: count }, (_, index) => make(index));

/** Alice may do everything, everybody else nothing. */
const onlyAlice: Decide = ({ principal }) => principal.id === 'user:alice';
const deny = (kind: 'explicit' | 'unknown' | 'error'): Decision => ({
  effect: 'deny',
  kind,
  reason: 'The test forbids it.',
  ...(kind !== 'error' && { rule: 'test/deny' }),
});

describe('the default key of a service', () => {
  test('is made when the service first uses it, and serves it without a rule, by alias, id and URN', async () => {
    await using vault = await openTestVault({ decide: onlyAlice });
    const obs = vault.service('obs');
    const alice = vault.as({ id: 'user:alice' });
    expect(await codeOf(alice.describeKey({ keyId: alias }))).toBe('NotFound');
    const { keyId, ciphertext } = await obs.encryptData({ keyId: alias, plaintext });
    expect(await alice.describeKey({ keyId })).toMatchObject({
      aliases: [alias],
      aliasUrns: ['kms:eu-test-1:domain1:alias:obs/default'],
      keySpec: 'AES_256',
      keyUsage: 'ENCRYPT_DECRYPT',
      origin: 'kms',
      state: 'ENABLED',
      tags: {},
    });
    expect((await obs.decryptData({ ciphertext })).plaintext).toEqual(new Uint8Array(plaintext));
    for (const name of [
      keyId,
      alias,
      'kms:eu-test-1:domain1:alias:obs/default',
      `kms:eu-test-1:domain1:KeyId:${keyId}`,
    ]) {
      for (const form of forms) {
        const sealed = await form.seal(obs, name, plaintext);
        expect(Buffer.from(await form.open(obs, sealed, { keyId: name }))).toEqual(plaintext);
      }
      expect((await obs.createDataKey({ keyId: name })).keyId).toBe(keyId);
      expect((await obs.createDataKeyWithoutPlaintext({ keyId: name })).keyId).toBe(keyId);
    }
    await vault.administration.verifyStore();
  });

  test('is made by the URN of its alias too, by any use of it, and by nothing else', async () => {
    for (const use of [
      (kms: CallerOperations) => kms.createDataKey({ keyId: 'kms:eu-test-1:domain1:alias:obs/default' }),
      (kms: CallerOperations) => kms.encryptDataKey({ keyId: alias, plaintext }),
    ]) {
      await using vault = await openTestVault({ decide: () => true });
      const obs = vault.service('obs');
      expect(await codeOf(obs.describeKey({ keyId: alias }))).toBe('NotFound');
      expect(await codeOf(obs.listKeyTags({ keyId: alias }))).toBe('NotFound');
      expect(await codeOf(vault.service('evs').encryptData({ keyId: alias, plaintext }))).toBe('NotFound');
      expect(await codeOf(vault.as({ id: 'user:obs' }).encryptData({ keyId: alias, plaintext }))).toBe('NotFound');
      expect((await obs.listKeys()).keys).toEqual([]);
      expect(await outcomeOf(use(obs))).toBe('success');
      expect((await obs.listKeys()).keys).toHaveLength(1);
    }
  });

  test('is one key, however many use it first at the same time', async () => {
    const events: AuditEvent[] = [];
    const vault = await openTestVault({ decide: onlyAlice, events });
    const obs = vault.service('obs');
    const answers = await Promise.all(times(100, () => obs.encryptData({ keyId: alias, plaintext })));
    expect(new Set(answers.map(({ keyId }) => keyId)).size).toBe(1);
    expect((await vault.as({ id: 'user:alice' }).listKeys()).keys).toHaveLength(1);
    await vault.close();
    expect(events.filter(({ operation, phase }) => operation === 'createKey' && phase === 'intent')).toHaveLength(1);
  });

  test('is one key also when two vaults over the same records make it at the same time', async () => {
    for (const point of ['before', 'after'] as const) {
      const store = new MemoryKeyStore();
      const paused = pausingStore(store);
      await using here = await openTestVault({ store: paused, decide: onlyAlice });
      await using there = await openTestVault({ store: store.openAnother(), decide: onlyAlice });
      paused.hold(point);
      const first = here.service('obs').encryptData({ keyId: alias, plaintext });
      await paused.untilHeld(1);
      const second = await there.service('obs').encryptData({ keyId: alias, plaintext });
      paused.release();
      expect((await first).keyId).toBe(second.keyId);
      const many = await Promise.all(
        times(20, (index) =>
          (index % 2 === 0 ? here : there).service(`s-${index % 5}`).encryptData({
            keyId: `alias/s-${index % 5}/default`,
            plaintext,
          }),
        ),
      );
      expect(new Set(many.map(({ keyId }) => keyId)).size).toBe(5);
      expect((await there.as({ id: 'user:alice' }).listKeys()).keys).toHaveLength(6);
      await here.administration.verifyStore();
    }
  });

  test('is not left half made by a store that fails', async () => {
    let failing = true;
    const store = failingStore(new MemoryKeyStore(), ({ method }) =>
      method === 'commit' && failing && opened
        ? { error: new VaultError('StoreUnavailable', 'The test lets it fail.') }
        : undefined,
    );
    let opened = false;
    await using vault = await openTestVault({ store, decide: onlyAlice });
    opened = true;
    const obs = vault.service('obs');
    expect(await codeOf(obs.encryptData({ keyId: alias, plaintext }))).toBe('StoreUnavailable');
    failing = false;
    expect(await outcomeOf(obs.encryptData({ keyId: alias, plaintext }))).toBe('success');
    await vault.administration.verifyStore();
  });

  test('is in the audit trail: its making, by whom and why, and each use', async () => {
    const events: AuditEvent[] = [];
    const vault = await openTestVault({ decide: onlyAlice, events });
    const { keyId } = await vault
      .service('obs', { source: { ip: '10.1.2.3' } })
      .encryptData({ keyId: alias, plaintext });
    await vault.close();
    const common = { principal: 'service:obs', sourceIp: '10.1.2.3', asked: alias, outcome: 'success', keyId };
    const decision = { effect: 'allow', kind: 'explicit', rule: 'default-key/obs' };
    expect(events.filter(({ phase }) => phase !== 'intent')).toEqual([
      expect.objectContaining({ ...common, operation: 'createKey', action: 'kms:cmk:create', decision }),
      expect.objectContaining({ ...common, operation: 'encryptData', decision }),
    ]);
  });
});

describe('a deny beats the right of a service to its own default key', () => {
  test.each(['explicit', 'unknown', 'error'] as const)(
    'if it is %s, before the key is made and after',
    async (kind) => {
      let denied = true;
      const events: AuditEvent[] = [];
      const vault = await openTestVault({
        events,
        decide: (request) => {
          if (request.principal.id === 'user:alice') return true;
          return denied && request.action === 'kms:cmk:encryptData' ? deny(kind) : false;
        },
      });
      const obs = vault.service('obs');
      const alice = vault.as({ id: 'user:alice' });
      expect((await refusal(obs.encryptData({ keyId: alias, plaintext }))).message).toContain('The test forbids it.');
      expect((await alice.listKeys()).keys).toEqual([]);
      denied = false;
      const { ciphertext } = await obs.encryptData({ keyId: alias, plaintext });
      denied = true;
      expect(await codeOf(obs.encryptData({ keyId: alias, plaintext }))).toBe('AccessDenied');
      expect(await outcomeOf(obs.decryptData({ ciphertext }))).toBe('success');
      await vault.close();
      expect(
        events.filter(({ operation, outcome }) => operation === 'createKey' && outcome === 'success'),
      ).toHaveLength(1);
    },
  );

  test('also if it is on making keys: then there is none', async () => {
    const events: AuditEvent[] = [];
    const vault = await openTestVault({
      events,
      decide: ({ action, principal }) =>
        principal.id === 'user:alice' || (action === 'kms:cmk:create' ? deny('explicit') : false),
    });
    const error = await refusal(vault.service('obs').encryptData({ keyId: alias, plaintext }));
    expect(error.code).toBe('AccessDenied');
    expect(error.message).toContain('kms:cmk:create');
    expect((await vault.as({ id: 'user:alice' }).listKeys()).keys).toEqual([]);
    await vault.close();
    expect(events[0]).toMatchObject({
      operation: 'createKey',
      outcome: 'AccessDenied',
      decision: { effect: 'deny', rule: 'test/deny' },
    });
  });

  test('and with no policy at all everything is denied, to services too', async () => {
    await using vault = await openWith({ authorizer: new FollowingAuthorizer() });
    const obs = vault.service('obs');
    expect(await codeOf(obs.encryptData({ keyId: alias, plaintext }))).toBe('NoActivePolicy');
    await vault.administration.activatePolicy({ documents: [{ name: 'a', text: 'deny' }], expectedVersion: 0 });
    expect(await outcomeOf(obs.encryptData({ keyId: alias, plaintext }))).toBe('success');
  });
});

describe('requirement 15: the right of a service', () => {
  test('is to encrypt and decrypt with its own key, not to do anything else with it', async () => {
    await using vault = await openTestVault({ decide: onlyAlice });
    const obs = vault.service('obs');
    const { keyId } = await obs.encryptData({ keyId: alias, plaintext });
    for (const answer of [
      obs.describeKey({ keyId }),
      obs.listKeys(),
      obs.listKeyTags({ keyId }),
      obs.tagKey({ keyId, tags: { a: 'b' } }),
      obs.disableKey({ keyId }),
      obs.createKey(),
      obs.createAlias({ alias: 'alias/obs/other', keyId }),
      obs.generateRandom({ length: 1 }),
    ]) {
      expect(await codeOf(answer)).toBe('AccessDenied');
    }
  });

  test('is for nobody else: another service or a user needs an allow', async () => {
    const allowed = new Set<string>();
    await using vault = await openTestVault({ decide: ({ principal: { id } }) => allowed.has(id) });
    const { keyId, ciphertext } = await vault.service('obs').encryptData({ keyId: alias, plaintext });
    const others: readonly (readonly [string, CallerOperations])[] = [
      ['service:evs', vault.service('evs')],
      ['service:obs-2', vault.service('obs-2')],
      ['user:obs', vault.as({ id: 'user:obs' })],
      ['role-session:obs', vault.as({ id: 'role-session:obs', roles: ['obs'], groups: ['obs'] })],
    ];
    for (const [id, kms] of others) {
      for (const name of [alias, keyId])
        expect(await codeOf(kms.encryptData({ keyId: name, plaintext }))).toBe('AccessDenied');
      expect(await codeOf(kms.decryptData({ ciphertext }))).toBe('AccessDenied');
      allowed.add(id);
      expect(await outcomeOf(kms.decryptData({ ciphertext }))).toBe('success');
      allowed.delete(id);
    }
  });

  test('is not to keys of its own making, nor to another key that has an alias under its name', async () => {
    await using vault = await openTestVault({ decide: onlyAlice });
    const { keyId } = await vault.as({ id: 'user:alice' }).createKey({ alias: 'alias/obs/defaults' });
    await vault.as({ id: 'user:alice' }).createAlias({ alias: 'alias/obs', keyId });
    expect(await codeOf(vault.service('obs').encryptData({ keyId, plaintext }))).toBe('AccessDenied');
  });
});

describe('a default key', () => {
  const changes: readonly (readonly [string, (kms: CallerOperations, keyId: string) => Promise<unknown>])[] = [
    ['tagKey', (kms, keyId) => kms.tagKey({ keyId, tags: { a: 'b' } })],
    ['untagKey', (kms, keyId) => kms.untagKey({ keyId, tagKeys: ['a'] })],
    ['createAlias', (kms, keyId) => kms.createAlias({ alias: 'alias/mine', keyId })],
    ['associateAlias', (kms, keyId) => kms.associateAlias({ alias: 'alias/other', keyId })],
    ['disableKey', (kms, keyId) => kms.disableKey({ keyId })],
    ['enableKey', (kms, keyId) => kms.enableKey({ keyId })],
    ['updateKeyDescription', (kms, keyId) => kms.updateKeyDescription({ keyId, description: 'mine' })],
  ];

  test.each(changes)('is not changed by %s, whoever calls it and however the key is named', async (_name, change) => {
    await using vault = await openTestVault();
    const alice = vault.as({ id: 'user:alice' });
    const { keyId } = await vault.service('obs').encryptData({ keyId: alias, plaintext });
    await alice.createKey({ alias: 'alias/other' });
    const before = await alice.describeKey({ keyId });
    for (const kms of [alice, vault.service('obs'), vault.service('evs')]) {
      for (const name of [keyId, alias]) expect(await codeOf(change(kms, name))).toBe('DefaultKeyProtected');
    }
    expect(await alice.describeKey({ keyId })).toEqual(before);
    expect((await alice.describeKey({ keyId: 'alias/other' })).aliases).toEqual(['alias/other']);
    await vault.administration.verifyStore();
  });

  test('is told to be one only to those who may change it', async () => {
    await using vault = await openTestVault({ decide: onlyAlice });
    const { keyId } = await vault.service('obs').encryptData({ keyId: alias, plaintext });
    expect(await codeOf(vault.as({ id: 'user:bob' }).disableKey({ keyId }))).toBe('AccessDenied');
    expect(await codeOf(vault.as({ id: 'user:alice' }).disableKey({ keyId }))).toBe('DefaultKeyProtected');
  });

  test('keeps its alias to itself: nobody makes, moves or deletes one that ends in /default', async () => {
    await using vault = await openTestVault();
    const { keyId } = await vault.service('obs').encryptData({ keyId: alias, plaintext });
    const { keyId: other } = await vault.service('obs').createKey({ alias: 'alias/other' });
    for (const kms of [vault.as({ id: 'user:alice' }), vault.service('obs')]) {
      for (const name of [alias, 'alias/evs/default', 'alias/default'] as const) {
        expect(await codeOf(kms.createKey({ alias: name }))).toBe('ReservedAlias');
        expect(await codeOf(kms.createAlias({ alias: name, keyId: other }))).toBe('ReservedAlias');
        expect(await codeOf(kms.associateAlias({ alias: name, keyId: other }))).toBe('ReservedAlias');
        expect(await codeOf(kms.deleteAlias({ alias: name }))).toBe('ReservedAlias');
      }
    }
    expect((await vault.service('obs').encryptData({ keyId: alias, plaintext })).keyId).toBe(keyId);
  });
});

describe('requirement 23: the name of a service', () => {
  test.each([
    ['nothing', undefined],
    ['null', null],
    ['a number', 7],
    ['a list', ['obs']],
    ['empty text', ''],
    ['a slash', 'a/b'],
    ['a colon', 'a:b'],
    ['a dot', 'a.b'],
    ['a space', 'a b'],
    ['a line feed', 'obs\n'],
    ['a Cyrillic letter', '\u043Ebs'],
    ['129 characters', 'a'.repeat(129)],
  ])('is not %s', async (_what, name) => {
    await using vault = await openTestVault();
    expect(() => vault.service(name as string)).toThrow(expect.objectContaining({ code: 'InvalidPrincipal' }) as Error);
  });

  test('makes the principal that policies see, and its context is checked as that of others', async () => {
    const asked: AuthorizationRequest[] = [];
    await using vault = await openTestVault({ decide: (request) => asked.push(request) > 0 });
    const name = 'a'.repeat(128);
    await vault.service(name, { mfa: { ageSeconds: 1 } }).createDataKey({ keyId: `alias/${name}/default` });
    expect(asked.length).toBeGreaterThan(0);
    for (const { principal, context } of asked) {
      expect(principal).toEqual({ id: `service:${name}`, roles: [], groups: [], attributes: {} });
      expect(Object.getPrototypeOf(principal.attributes)).toBeNull();
      expect(context).toEqual({ mfa: { ageSeconds: 1 } });
      for (const part of [principal, principal.roles, principal.groups, principal.attributes, context]) {
        expect(Object.isFrozen(part)).toBe(true);
      }
    }
    expect(() => vault.service('obs', { source: { ip: 'here' } })).toThrow(
      expect.objectContaining({ code: 'InvalidPrincipal' }) as Error,
    );
    expect(() => vault.as({ id: 'service:obs' })).toThrow(
      expect.objectContaining({ code: 'InvalidPrincipal' }) as Error,
    );
  });
});
